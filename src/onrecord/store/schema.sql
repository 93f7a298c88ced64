-- Record version 3. Offsets count code points from 0, ends are exclusive. Lists are JSON: a stretch is
-- [start, end], a place in a document is [document, start, end].

CREATE TABLE record (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- ---------------------------------------------------------------- what was read

CREATE TABLE raws (
  number INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  bytes INTEGER NOT NULL,
  stored_bytes INTEGER NOT NULL,
  stored_digest TEXT NOT NULL, -- BLAKE2b, 16 bytes, of the stored (gzip) form
  content BLOB -- NULL where the bytes lie in the folder beside the record
) STRICT;

CREATE TABLE documents (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  path TEXT NOT NULL,
  title TEXT,
  outlet TEXT,
  url TEXT,
  language TEXT NOT NULL,
  media_type TEXT NOT NULL,
  encoding TEXT NOT NULL,
  extractor TEXT NOT NULL,
  authors TEXT NOT NULL,
  dates TEXT NOT NULL,
  facets TEXT NOT NULL, -- as the page gives them; table facets has those of the text too
  notes TEXT NOT NULL,
  marks TEXT NOT NULL, -- what the markup says of stretches of the text
  raw_sha256 TEXT NOT NULL,
  text_sha256 TEXT NOT NULL,
  characters INTEGER NOT NULL,
  read_at TEXT NOT NULL, -- UTC
  read_by TEXT NOT NULL, -- version of onrecord
  text TEXT NOT NULL
) STRICT;
CREATE INDEX documents_outlet ON documents (outlet, id);
CREATE INDEX documents_language ON documents (language, id);

CREATE TABLE sources ( -- where a document was found; the same text can lie in several places
  location TEXT NOT NULL, -- absolute path or address
  raw_sha256 TEXT NOT NULL,
  name TEXT NOT NULL, -- what the document would be called if it were alone
  doc TEXT NOT NULL REFERENCES documents (id),
  seen_at TEXT NOT NULL,
  PRIMARY KEY (location, raw_sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX sources_raw ON sources (raw_sha256, name);
CREATE INDEX sources_doc ON sources (doc);

CREATE TABLE failures (
  number INTEGER PRIMARY KEY,
  path TEXT NOT NULL,
  reason TEXT NOT NULL,
  tried INTEGER NOT NULL,
  location TEXT UNIQUE,
  name TEXT, -- what the document would have been called
  raw_sha256 TEXT,
  failed_at TEXT
) STRICT;

CREATE TABLE extractions (
  doc TEXT PRIMARY KEY REFERENCES documents (id),
  method TEXT NOT NULL,
  unbalanced TEXT NOT NULL,
  text_sha256 TEXT NOT NULL,
  version TEXT NOT NULL, -- of the code, language data and models that found it
  found_at TEXT NOT NULL,
  shown TEXT NOT NULL, -- digest of the rows of this document in the tables below
  found BLOB -- what was found in the document alone, before comparison: JSON, zlib; NULL: not kept
) STRICT, WITHOUT ROWID;

-- ---------------------------------------------------------------- what was found in each document

CREATE TABLE blocks (
  number INTEGER PRIMARY KEY,
  doc TEXT NOT NULL REFERENCES documents (id),
  kind TEXT NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL
) STRICT;
CREATE INDEX blocks_doc ON blocks (doc);

CREATE TABLE turns (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  doc TEXT NOT NULL REFERENCES documents (id),
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  speaker TEXT,
  labelled INTEGER NOT NULL,
  label_start INTEGER,
  label_end INTEGER,
  paragraphs TEXT NOT NULL,
  evidence TEXT NOT NULL
) STRICT;
CREATE INDEX turns_doc ON turns (doc);

CREATE TABLE quotations (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  doc TEXT NOT NULL REFERENCES documents (id),
  words TEXT NOT NULL,
  speaker TEXT,
  role TEXT,
  form TEXT NOT NULL,
  confidence REAL NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  spans TEXT NOT NULL,
  cue_start INTEGER,
  cue_end INTEGER,
  source_start INTEGER,
  source_end INTEGER,
  nested_in TEXT,
  continues TEXT,
  via TEXT NOT NULL,
  cites TEXT
) STRICT;
CREATE INDEX quotations_doc ON quotations (doc);
CREATE INDEX quotations_speaker ON quotations (speaker, id);

CREATE TABLE figures (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  doc TEXT NOT NULL REFERENCES documents (id),
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  value REAL NOT NULL,
  value_to REAL, -- the other end, where the value is a range
  unit TEXT,
  "of" TEXT,
  claimed_by TEXT,
  as_of TEXT,
  approximate INTEGER NOT NULL
) STRICT;
CREATE INDEX figures_doc ON figures (doc);

CREATE TABLE credits (
  number INTEGER PRIMARY KEY,
  doc TEXT NOT NULL REFERENCES documents (id),
  name TEXT NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL
) STRICT;
CREATE INDEX credits_doc ON credits (doc);

CREATE TABLE facets (
  number INTEGER PRIMARY KEY,
  doc TEXT NOT NULL REFERENCES documents (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  start INTEGER,
  "end" INTEGER
) STRICT;
CREATE INDEX facets_doc ON facets (doc);
CREATE INDEX facets_value ON facets (name, value, doc);

CREATE TABLE mentioned ( -- speakers as one document names them
  number INTEGER PRIMARY KEY,
  doc TEXT NOT NULL REFERENCES documents (id),
  name TEXT NOT NULL,
  aliases TEXT NOT NULL,
  titles TEXT NOT NULL,
  mentions TEXT NOT NULL
) STRICT;
CREATE INDEX mentioned_doc ON mentioned (doc);
CREATE INDEX mentioned_name ON mentioned (name, doc);

-- ---------------------------------------------------------------- what was found between documents

CREATE TABLE profiles (
  number INTEGER PRIMARY KEY,
  doc TEXT NOT NULL UNIQUE REFERENCES documents (id),
  role TEXT NOT NULL,
  role_reason TEXT NOT NULL,
  published_from TEXT,
  published_to TEXT,
  published_reason TEXT NOT NULL,
  event_date_from TEXT,
  event_date_to TEXT,
  event_date_reason TEXT NOT NULL,
  updated_from TEXT,
  updated_to TEXT,
  updated_reason TEXT NOT NULL,
  dates TEXT NOT NULL
) STRICT;
CREATE INDEX profiles_role ON profiles (role, doc);
CREATE INDEX profiles_published ON profiles (published_from, doc);

CREATE TABLE speakers (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  aliases TEXT NOT NULL,
  titles TEXT NOT NULL,
  mentions TEXT NOT NULL
) STRICT;

CREATE TABLE events (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  date_from TEXT,
  date_to TEXT,
  place TEXT,
  persons TEXT NOT NULL,
  topics TEXT NOT NULL,
  "primary" TEXT REFERENCES documents (id),
  primary_reason TEXT NOT NULL,
  records TEXT NOT NULL
) STRICT;
CREATE INDEX events_latest ON events (coalesce(date_from, '0'), id);

CREATE TABLE event_documents (
  event TEXT NOT NULL REFERENCES events (id),
  position INTEGER NOT NULL,
  doc TEXT NOT NULL REFERENCES documents (id),
  PRIMARY KEY (event, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_documents_doc ON event_documents (doc);

CREATE TABLE memberships ( -- why a document belongs to its event
  event TEXT NOT NULL REFERENCES events (id),
  position INTEGER NOT NULL,
  doc TEXT NOT NULL REFERENCES documents (id),
  score REAL NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (event, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE statements (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  event TEXT NOT NULL REFERENCES events (id),
  speaker TEXT,
  reference_doc TEXT NOT NULL REFERENCES documents (id),
  reference_start INTEGER NOT NULL,
  reference_end INTEGER NOT NULL
) STRICT;
CREATE INDEX statements_event ON statements (event);
CREATE INDEX statements_speaker ON statements (speaker, id);

CREATE TABLE statement_quotations (
  statement TEXT NOT NULL REFERENCES statements (id),
  position INTEGER NOT NULL,
  quotation TEXT NOT NULL REFERENCES quotations (id),
  PRIMARY KEY (statement, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX statement_quotations_quotation ON statement_quotations (quotation);

CREATE TABLE readings (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  quotation TEXT NOT NULL REFERENCES quotations (id),
  attested TEXT NOT NULL,
  score REAL NOT NULL,
  nearest_doc TEXT REFERENCES documents (id),
  nearest_start INTEGER,
  nearest_end INTEGER,
  spans TEXT NOT NULL, -- of the quotation, where the reading is about a part of it
  links TEXT NOT NULL
) STRICT;
CREATE INDEX readings_quotation ON readings (quotation);

CREATE TABLE reading_references ( -- the words a reading renders, in the order of the quotation
  reading TEXT NOT NULL REFERENCES readings (id),
  position INTEGER NOT NULL,
  doc TEXT NOT NULL REFERENCES documents (id),
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  PRIMARY KEY (reading, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX reading_references_place ON reading_references (doc, start);

CREATE TABLE changes (
  owner TEXT NOT NULL REFERENCES readings (id),
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  explanation TEXT NOT NULL,
  reading TEXT NOT NULL,
  reference TEXT NOT NULL,
  PRIMARY KEY (owner, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX changes_kind ON changes (kind, owner);

CREATE TABLE derivations (
  number INTEGER PRIMARY KEY,
  doc TEXT NOT NULL REFERENCES documents (id),
  source TEXT REFERENCES documents (id),
  source_name TEXT,
  confidence REAL NOT NULL,
  reason TEXT NOT NULL,
  evidence TEXT NOT NULL,
  missing TEXT,
  undecided INTEGER NOT NULL
) STRICT;
CREATE INDEX derivations_doc ON derivations (doc);
CREATE INDEX derivations_source ON derivations (source);

CREATE TABLE families (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  source_name TEXT,
  reason TEXT NOT NULL
) STRICT;
CREATE TABLE family_documents (
  family TEXT NOT NULL REFERENCES families (id),
  position INTEGER NOT NULL,
  doc TEXT NOT NULL REFERENCES documents (id),
  PRIMARY KEY (family, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX family_documents_doc ON family_documents (doc);

CREATE TABLE omissions (
  number INTEGER PRIMARY KEY,
  doc TEXT NOT NULL REFERENCES documents (id),
  reference_doc TEXT NOT NULL REFERENCES documents (id),
  reference_start INTEGER NOT NULL,
  reference_end INTEGER NOT NULL,
  weight REAL NOT NULL,
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX omissions_doc ON omissions (doc);

CREATE TABLE findings (
  number INTEGER PRIMARY KEY,
  doc TEXT NOT NULL REFERENCES documents (id),
  type TEXT NOT NULL,
  severity INTEGER NOT NULL,
  note TEXT NOT NULL,
  evidence TEXT NOT NULL
) STRICT;
CREATE INDEX findings_doc ON findings (doc);
CREATE INDEX findings_severity ON findings (severity, number);

CREATE TABLE notes (
  number INTEGER PRIMARY KEY,
  note TEXT NOT NULL
) STRICT;

-- ---------------------------------------------------------------- what people decided

CREATE TABLE judgements (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  content TEXT NOT NULL, -- JSON object: what was said
  meant TEXT NOT NULL, -- JSON object: the documents or the place that its ids stood for
  note TEXT NOT NULL,
  made_at TEXT NOT NULL,
  undone_at TEXT
) STRICT;

-- ---------------------------------------------------------------- search

CREATE VIRTUAL TABLE quotation_index USING fts5(
  words, content='quotations', content_rowid='number', tokenize='trigram'
);
CREATE TRIGGER quotations_added AFTER INSERT ON quotations BEGIN
  INSERT INTO quotation_index (rowid, words) VALUES (new.number, new.words);
END;
CREATE TRIGGER quotations_removed AFTER DELETE ON quotations BEGIN
  INSERT INTO quotation_index (quotation_index, rowid, words) VALUES ('delete', old.number, old.words);
END;

-- A view, and trigrams without their places: a fifth of the bytes; search checks the text itself.
CREATE VIEW texts AS SELECT number, text FROM documents;
CREATE VIRTUAL TABLE text_index USING fts5(
  text, content='texts', content_rowid='number', tokenize='trigram', detail=none
);
CREATE VIRTUAL TABLE text_trigrams USING fts5vocab(text_index, row);
CREATE VIRTUAL TABLE quotation_trigrams USING fts5vocab(quotation_index, row);

-- ---------------------------------------------------------------- for people

CREATE VIEW reports AS
SELECT
  d.id AS document, coalesce(d.title, '') AS title, coalesce(d.outlet, '') AS outlet, d.language, p.role,
  p.published_from AS published, e.title AS event,
  (SELECT count(*) FROM quotations q WHERE q.doc = d.id) AS quotations,
  (SELECT count(*) FROM findings f WHERE f.doc = d.id) AS findings,
  d.path, d.read_at
FROM documents d
LEFT JOIN profiles p ON p.doc = d.id
LEFT JOIN event_documents m ON m.doc = d.id
LEFT JOIN events e ON e.id = m.event;

CREATE VIEW who_said_what AS
SELECT
  q.speaker, q.words, q.form, d.id AS document, d.outlet, p.published_from AS published, q.confidence,
  q.start AS starts_at, q."end" AS ends_at, q.id AS quotation
FROM quotations q
JOIN documents d ON d.id = q.doc
LEFT JOIN profiles p ON p.doc = q.doc;

CREATE VIEW how_it_was_reported AS
SELECT
  q.speaker, q.words AS reported,
  (SELECT group_concat(substr(t.text, r.start + 1, r."end" - r.start), ' […] ')
   FROM reading_references r JOIN documents t ON t.id = r.doc WHERE r.reading = g.id) AS said,
  g.attested AS in_the_record,
  (SELECT group_concat(DISTINCT c.kind) FROM changes c WHERE c.owner = g.id) AS changes,
  q.doc AS document, g.score, g.id AS reading
FROM readings g
JOIN quotations q ON q.id = g.quotation;

CREATE VIEW what_changed AS
SELECT c.kind AS change, c.explanation, q.speaker, q.words AS reported, q.doc AS document, c.owner AS reading
FROM changes c
JOIN readings g ON g.id = c.owner
JOIN quotations q ON q.id = g.quotation;

CREATE VIEW occasions AS
SELECT
  e.title, e.date_from AS date, e.place, e."primary" AS nearest_document, e.primary_reason AS because,
  (SELECT count(*) FROM event_documents m WHERE m.event = e.id) AS documents,
  (SELECT count(*) FROM statements s WHERE s.event = e.id) AS statements, e.id AS event
FROM events e;

CREATE VIEW who_took_from_whom AS
SELECT doc AS document, coalesce(source, source_name, missing) AS took_from, source IS NOT NULL AS in_this_record,
  undecided, confidence, reason
FROM derivations;

CREATE VIEW for_the_editor AS
SELECT CASE severity WHEN 3 THEN 'serious' WHEN 2 THEN 'notable' ELSE 'note' END AS weight, type AS finding,
  note, doc AS document
FROM findings ORDER BY severity DESC, number;

CREATE VIEW not_read AS
SELECT path, reason, CASE tried WHEN 1 THEN 'not read' ELSE 'left out' END AS outcome, failed_at
FROM failures;
