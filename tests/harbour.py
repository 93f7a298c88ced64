"""The record of an invented occasion that several tests report on."""

TRANSCRIPT = """Press conference of the harbour office
May 2, 2031
Port Ansel
Question: Will the fares rise?
Head of the Harbour Office Ida Osten: Fares will rise by four crowns in June. Nobody likes it.
Question: And the night ferry?
Ida Osten: The night ferry stays. We built 30 boats and we will not sell one of them.
"""
