"""Readings that are faithful in other words, and readings that are not: negations and figures in six languages."""

from __future__ import annotations

import pytest

from onrecord.collate import collate
from onrecord.model import Anchor, ChangeKind, Form, Quotation, Span

# Language and text of the report, language and text of the source; the words compared stand in brackets.
FAITHFUL = [
    ("en", "[The harbour will cost 3.2 million crowns], she said.", "en", "[The harbour will cost three million two hundred thousand crowns]."),
    ("en", "He said [a dozen boats sank].", "en", "[Twelve boats sank] in the storm."),
    ("en", "He said [half a dozen boats sank].", "en", "[Six boats sank] in the storm."),
    ("en", "She said [between five and seven boats sank].", "en", "[Five to seven boats sank]."),
    ("en", "She said [the vote will be on June 3].", "en", "[The vote will be on the third of June]."),
    ("en", "She said [the vote was on 3 June 2024].", "en", "The year 2024 was hard. [The vote was on 3 June]."),
    ("en", "She told reporters 40 minutes after the fire that [nobody was hurt].", "en", "[Nobody was hurt]."),
    ("en", "The union denied [that it had been offered 4 per cent].", "en", "[We were never offered 4 per cent]."),
    ("en", "The union ruled out [a strike in June].", "en", "[There will not be a strike in June]."),
    ("en", "She refused [to say who paid].", "en", "[I will not say who paid]."),
    ("en", "He denied [having seen the letter].", "en", "[I did not see the letter]."),
    ("en", "He said [it was untrue that he had seen the letter].", "en", "[I have not seen the letter]."),
    ("en", "She said [the levy will not go up this year].", "en", "[We will not raise the levy this year, and we will not raise it at all]."),
    ("en", "She said [nobody had been paid].", "en", "[They have not been paid], not one of them."),
    ("en", "She said [the crews remained unpaid].", "en", "[The crews have not been paid]."),
    ("en", "He said [the talks failed].", "en", "[The talks did not succeed]."),
    ("en", "She said [there was no way the pier could be saved].", "en", "[The pier cannot be saved]."),
    ("en", "She said [the pier is impossible to save].", "en", "[The pier cannot be saved]."),
    ("en", "She said [they had until Friday].", "en", "[They do not have longer than Friday]."),
    ("en", "He said [the first ferry leaves at 6pm].", "en", "[The first ferry leaves at 18:00]."),
    ("en", "He said [prices doubled].", "en", "[Prices rose by 100 per cent]."),
    ("en", "He said [prices rose twofold].", "en", "[Prices doubled]."),
    ("en", "He said [a quarter of the crews left].", "en", "[25 per cent of the crews left]."),
    ("en", "He said [it cost €2m].", "en", "[It cost two million euros]."),
    ("en", "He said [hundreds of people came].", "en", "[400 people came]."),
    ("en", "He said [the road is 5km long].", "en", "[The road is five kilometres long]."),
    ("en", "He said [the 48-year-old captain slept].", "en", "The captain, 48, was on duty. [He slept]."),
    ("en", "Nobody, she said, [has been suspended].", "en", "[Nobody has been suspended]."),
    ("en", "If the levy rises, [we will sue], she said.", "en", "[We will sue if the levy rises]."),
    ("en", "She said [unless the state pays they will close].", "en", "[If the state does not pay we will close]."),
    ("en", "She said [they can use the other tanks].", "en", "[The other tanks may be used]."),
    ("en", "He said [it would probably rain].", "en", "[It will rain, I think]."),
    ("en", "He said [he could not remember].", "en", "[I do not remember]."),
    ("en", "He said [they would never sell].", "en", "[We will not sell, not now, not ever]."),
    ("en", "[No one knows why it fell], he said.", "en", "[We do not know why it fell]."),
    ("en", "He said [it was too early to say why it fell].", "en", "[We cannot yet say why it fell]."),
    ("en", "He said [the cause was unknown].", "en", "[We do not know the cause]."),
    ("en", "He said [the cause was still unclear].", "en", "[The cause is not yet known]."),
    ("es", "Dijo que [los puentes siguen cerrados].", "en", "[The bridges have not been reopened]."),
    ("es", "Dijo que [nadie ha dimitido].", "en", "[They are all still in their jobs]. Nobody has resigned."),
    ("es", "[No solo pagarán los bancos], dijo.", "en", "[The banks will not be the only ones to pay]."),
    ("es", "[No pagaremos hasta junio], dijo.", "en", "[We will pay in June at the earliest]."),
    ("es", "Negó [que supiera de la carta].", "en", "[I did not know about the letter]."),
    ("es", "Se negó [a decir quién pagó].", "en", "[I will not say who paid]."),
    ("es", "Dijo que [una docena de barcos se hundió].", "en", "[Twelve boats sank]."),
    ("es", "Dijo que [costó 1.200 millones de euros].", "en", "[It cost 1.2 billion euros]."),
    ("es", "Dijo que [subió un 3,5 por ciento].", "en", "[It rose by 3.5 percent]."),
    ("es", "Dijo que [fue el 3 de junio].", "en", "[It was on June 3]."),
    ("es", "Dijo que [uno de cada cuatro se fue].", "en", "[A quarter of them left]."),
    ("es", "Dijo que [había menos barcos].", "en", "[There were not as many boats]."),
    ("es", "El puente [no se reabrirá antes de mayo], dijo.", "en", "[The bridge will reopen in May at the earliest]."),
    ("es", "Dijo que [carece de dinero].", "en", "[There is no money]."),
    ("es", "Dijo que [nunca había visto la carta].", "en", "The letter? [I saw it for the first time today]."),
    ("de", "Sie sagte, [der Hafen bleibe geschlossen].", "en", "[The harbour will not reopen]."),
    ("de", "Er bestritt, [den Brief gesehen zu haben].", "en", "[I did not see the letter]."),
    ("de", "Er sagte, [ein Dutzend Boote sei gesunken].", "en", "[Twelve boats sank]."),
    ("de", "Er sagte, [anderthalb Millionen Kronen fehlten].", "en", "[1.5 million crowns are missing]."),
    ("de", "Er sagte, [es sei unklar, warum sie fiel].", "en", "[We do not know why it fell]."),
    ("de", "Er sagte, [die Fähre fahre um 14.30 Uhr].", "en", "[The ferry leaves at 2:30 pm]."),
    ("de", "Er sagte, [vor dem 3. Juni werde nicht abgestimmt].", "en", "[The vote will be on June 3 at the earliest]."),
    ("de", "Sie sagte, [kaum jemand habe geantwortet].", "en", "[Almost nobody answered]."),
    ("de", "Sie schloss aus, [dass gestreikt wird].", "en", "[There will be no strike]."),
    ("fr", "Elle a refusé [de dire qui a payé].", "en", "[I will not say who paid]."),
    ("fr", "Il a démenti [avoir vu la lettre].", "en", "[I did not see the letter]."),
    ("fr", "Il a dit qu’[une dizaine de bateaux avaient coulé].", "en", "[About ten boats sank]."),
    ("fr", "Il a dit que [le pont n’ouvrirait qu’en mai].", "en", "[The bridge will open only in May]."),
    ("fr", "Il a dit que [le pont restait fermé].", "en", "[The bridge is not open]."),
    ("fr", "Il a dit que [cela coûterait 2,5 millions].", "en", "[It will cost two and a half million]."),
    ("fr", "Il a dit qu’[il ignorait pourquoi].", "en", "[I do not know why]."),
    ("fr", "Il a dit que [la moitié des équipages étaient partis].", "en", "[50 per cent of the crews have left]."),
    ("fr", "Elle craint que [le pont ne tombe].", "en", "She fears [the bridge may fall]."),
    ("ru", "Он отказался [назвать того, кто заплатил].", "en", "[I will not say who paid]."),
    ("ru", "Он отрицал, [что видел письмо].", "en", "[I did not see the letter]."),
    ("ru", "Он сказал, что [мост останется закрытым].", "en", "[The bridge will not be reopened]."),
    ("ru", "Он сказал, что [затонула дюжина лодок].", "en", "[Twelve boats sank]."),
    ("ru", "Он сказал, что [полтора миллиона крон пропали].", "en", "[1.5 million crowns are missing]."),
    ("ru", "Он сказал, что [это неизвестно].", "en", "[We do not know that]."),
    ("ru", "Он сказал, что [в 2024-м погибли двое].", "en", "[Two people died in 2024]."),
    ("ru", "Он сказал, что [цены выросли вдвое].", "en", "[Prices doubled]."),
    ("ru", "Он сказал, что [мост не раньше мая откроют].", "en", "[The bridge will open in May at the earliest]."),
    ("uk", "Він заперечив, [що бачив листа].", "en", "[I did not see the letter]."),
    ("uk", "Він сказав, що [міст залишиться зачиненим].", "en", "[The bridge will not be reopened]."),
    ("uk", "Він сказав, що [затонув десяток човнів].", "en", "[Ten boats sank]."),
    ("uk", "Він сказав, що [не мостом єдиним місто живе].", "ru", "[Город живёт не только мостом]."),
    ("uk", "Він сказав, що [їх залишилося півтора мільйона].", "ru", "[Осталось полтора миллиона]."),
    ("de", "Er sagte, [der Zug werde nicht vor Mai fahren].", "de", "[Der Zug fährt frühestens im Mai]."),
    ("es", "Dijo que [no había dinero].", "es", "[Dinero no tenemos, ni un euro]."),
    ("es", "Dijo que [nadie había pagado].", "es", "[No ha pagado nadie]."),
    ("fr", "Il a dit que [personne n’avait payé].", "fr", "[On n’a pas été payés, aucun de nous]."),
    ("ru", "Он сказал, что [никто не платил].", "ru", "[Не платил никто из них]."),
    ("ru", "Он заявил, что [денег нет].", "ru", "[У нас нет денег, и не будет]."),
]  # fmt: skip

CHANGED = [
    ("en", "She said [the levy will go up this year].", "en", "[The levy will not go up this year].", "polarity"),
    ("en", "She said [the levy will not go up this year].", "en", "[The levy will go up this year].", "polarity"),
    ("en", "He said [five boats sank].", "en", "[Six boats sank].", "number"),
    ("es", "Dijo que [los puentes están abiertos].", "en", "[The bridges are not open].", "polarity"),
    ("es", "Dijo que [los puentes no están abiertos].", "en", "[The bridges are open].", "polarity"),
    ("de", "Er sagte, [der Brief sei bekannt].", "en", "[The letter is not known].", "polarity"),
    ("ru", "Он сказал, что [мост открыт].", "en", "[The bridge is not open].", "polarity"),
    ("fr", "Il a dit que [le pont est ouvert].", "en", "[The bridge is not open].", "polarity"),
    ("fr", "Il a dit que [treize bateaux avaient coulé].", "en", "[Twelve boats sank].", "number"),
    ("es", "Dijo que [costó 12.000 millones de euros].", "en", "[It cost 1.2 billion euros].", "number"),
    ("en", "She said [we will close].", "en", "[If the state does not pay we will close].", "polarity"),
    ("es", "Dijo que [cerrará el taller].", "en", "[If the state does not pay we will have to close the workshop].", "polarity"),
    ("ru", "Он сказал, что [мост откроют в мае].", "ru", "[Мост откроют в марте].", "number"),
    ("en", "The ferry leaves [at 6pm].", "en", "[The ferry leaves at 6am].", "number"),
]  # fmt: skip


def _kinds(language: str, report: str, other: str, source: str) -> set[ChangeKind]:
    (report, said), (source, there) = _cut(report), _cut(source)
    quotation = Quotation("q", "report", (said,), Form.INDIRECT, speaker="Ada Quist")
    texts = {"source": source, "report": report}
    found = collate(
        quotation, report, language, [Anchor("source", there)], texts, {"source": other, "report": language}
    )
    return {change.kind for change in found.changes}


def _cut(text: str) -> tuple[str, Span]:
    start, end = text.index("["), text.index("]")
    return text[:start] + text[start + 1 : end] + text[end + 1 :], Span(start, end - 1)


@pytest.mark.parametrize(("language", "report", "other", "source"), FAITHFUL)
def test_the_same_in_other_words(language: str, report: str, other: str, source: str) -> None:
    """Neither a negation nor a figure is said to be changed where the report says the same."""
    kinds = _kinds(language, report, other, source)
    assert not kinds & {ChangeKind.POLARITY, ChangeKind.NUMBER}


@pytest.mark.parametrize(("language", "report", "other", "source", "kind"), CHANGED)
def test_what_is_changed_is_told(language: str, report: str, other: str, source: str, kind: str) -> None:
    """A negation, condition or figure taken out, put in or exchanged is told."""
    assert kind in {k.value for k in _kinds(language, report, other, source)}
