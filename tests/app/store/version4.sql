-- A data folder as Hip Drill 0.1.0 left it (schema 4): sqlite3 dump.
BEGIN TRANSACTION;
CREATE TABLE documents (
        session_id TEXT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
        head TEXT NOT NULL
    ) WITHOUT ROWID;
INSERT INTO "documents" VALUES('old1','{"schema":"hipdrill.session/1","id":"old1","created":"2026-01-05T18:00:00+00:00","program":{"version":"0.1.0","model":"pose_landmarker_full","model_sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},"source":{"kind":"camera","name":"camera 0","duration_s":40.0,"frames":1200,"fps":30.0,"width_px":640,"height_px":480,"sha256":null},"person":"Ann","goal":"everyday","targets":{},"drill":"aeroplane","level":"single_leg","level_name":"single_leg","balance_s":{},"side":"left","view":"front","counts":{"clean":2,"compensated":1,"partial":1,"total":4},"ranges":{"left":{"pelvis_rotation_open_deg":{"value":40.0,"low":37.0,"high":43.0,"from_reps":3}},"right":{}},"quality":{"seen_fraction":0.97,"rejected_frames":3,"calibrated":true,"notes":["A note."]}}');
INSERT INTO "documents" VALUES('old2','{"schema":"hipdrill.session/1","id":"old2","created":"2026-01-08T18:00:00+00:00","program":{"version":"0.1.0","model":"pose_landmarker_full","model_sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},"source":{"kind":"camera","name":"camera 0","duration_s":40.0,"frames":1200,"fps":30.0,"width_px":640,"height_px":480,"sha256":null},"person":"Ann","goal":"everyday","targets":{},"drill":"frogger","level":null,"level_name":null,"balance_s":{},"side":"left","view":"front","counts":{"clean":2,"compensated":0,"partial":0,"total":2},"ranges":{"left":{"pelvis_rotation_open_deg":{"value":30.0,"low":27.0,"high":33.0,"from_reps":2},"clean_hip_flexion_deg":{"value":102.0,"low":96.0,"high":108.0,"from_reps":2}},"right":{}},"quality":{"seen_fraction":0.97,"rejected_frames":3,"calibrated":true,"notes":["A note."]}}');
CREATE TABLE measure_summaries (
        session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        side TEXT NOT NULL,
        name TEXT NOT NULL,
        best REAL NOT NULL,
        best_low REAL NOT NULL,
        best_high REAL NOT NULL,
        mean REAL NOT NULL,
        mean_low REAL NOT NULL,
        mean_high REAL NOT NULL,
        reps INTEGER NOT NULL,
        PRIMARY KEY (session_id, side, name)
    ) WITHOUT ROWID;
INSERT INTO "measure_summaries" VALUES('old1','left','pelvis_rotation_open_deg',31.0,28.0,34.0,29.5,26.5,32.5,2);
INSERT INTO "measure_summaries" VALUES('old2','left','clean_hip_flexion_deg',102.0,96.0,108.0,101.5,95.5,107.5,2);
INSERT INTO "measure_summaries" VALUES('old2','left','pelvis_rotation_open_deg',30.0,27.0,33.0,30.0,27.0,33.0,2);
CREATE TABLE people (
        id INTEGER PRIMARY KEY,
        alias TEXT NOT NULL UNIQUE COLLATE NOCASE,
        goal TEXT NOT NULL DEFAULT 'everyday',
        notes TEXT NOT NULL DEFAULT '',
        created TEXT NOT NULL
    );
INSERT INTO "people" VALUES(1,'Ann','everyday','a note','2026-11-26T09:58:13+00:00');
CREATE TABLE reps (
        session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        drill TEXT NOT NULL,
        number INTEGER NOT NULL,
        side TEXT,
        result TEXT NOT NULL,
        start_s REAL NOT NULL,
        end_s REAL NOT NULL,
        document TEXT NOT NULL,
        PRIMARY KEY (session_id, drill, number)
    ) WITHOUT ROWID;
INSERT INTO "reps" VALUES('old1','aeroplane',1,'left','clean',4.0,7.0,'{"index":1,"side":"left","start_s":4.0,"peak_s":5.5,"end_s":7.0,"result":"clean","reasons":[],"measures":{"pelvis_rotation_open_deg":{"value":28.0,"low":25.0,"high":31.0},"hinge_deg":{"absent":"wrong_view"}},"timing":{}}');
INSERT INTO "reps" VALUES('old1','aeroplane',2,'left','clean',8.0,11.0,'{"index":2,"side":"left","start_s":8.0,"peak_s":9.5,"end_s":11.0,"result":"clean","reasons":[],"measures":{"pelvis_rotation_open_deg":{"value":31.0,"low":28.0,"high":34.0},"hinge_deg":{"absent":"wrong_view"}},"timing":{}}');
INSERT INTO "reps" VALUES('old1','aeroplane',3,'left','compensated',12.0,15.0,'{"index":3,"side":"left","start_s":12.0,"peak_s":13.5,"end_s":15.0,"result":"compensated","reasons":["the spine twisted by 14 deg (11 to 17)"],"measures":{"pelvis_rotation_open_deg":{"value":40.0,"low":37.0,"high":43.0},"hinge_deg":{"absent":"wrong_view"}},"timing":{}}');
INSERT INTO "reps" VALUES('old1','aeroplane',4,'left','partial',16.0,19.0,'{"index":4,"side":"left","start_s":16.0,"peak_s":17.5,"end_s":19.0,"result":"partial","reasons":["the spine twisted by 14 deg (11 to 17)"],"measures":{"pelvis_rotation_open_deg":{"value":30.0,"low":27.0,"high":33.0},"hinge_deg":{"absent":"wrong_view"}},"timing":{}}');
INSERT INTO "reps" VALUES('old2','frogger',1,'left','clean',4.0,7.0,'{"index":1,"side":"left","start_s":4.0,"peak_s":5.5,"end_s":7.0,"result":"clean","reasons":[],"measures":{"pelvis_rotation_open_deg":{"value":30.0,"low":27.0,"high":33.0},"hinge_deg":{"absent":"wrong_view"},"clean_hip_flexion_deg":{"value":101.0,"low":95.0,"high":107.0}},"timing":{}}');
INSERT INTO "reps" VALUES('old2','frogger',2,'left','clean',8.0,11.0,'{"index":2,"side":"left","start_s":8.0,"peak_s":9.5,"end_s":11.0,"result":"clean","reasons":[],"measures":{"pelvis_rotation_open_deg":{"value":30.0,"low":27.0,"high":33.0},"hinge_deg":{"absent":"wrong_view"},"clean_hip_flexion_deg":{"value":102.0,"low":96.0,"high":108.0}},"timing":{}}');
CREATE TABLE series (
        session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        part INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (session_id, part)
    );
INSERT INTO "series" VALUES('old1',0,X'48445331789C7D904148547110C6E77BFF438782303C8427FD13D46141D2BC88104659126A5058119B3CDBA7BBECDBB7CBBEB742EC8A872222D2B24022420A62A1A0A0A5A840AB43501D8A820E41858287DC9BA7227B6FA6F7368855A839CC7CC337F31B98161015F548DECC58AEEE6C8FE95CD27423794227B37642C7B457C83B296754C7633A6F996ED6A999517B2A6B1732B5B6A89D10A03BB5172D9CCE45B22BB54B8FC7FE3A356E9D5B68AB77FF90FF63E7FE09762DAB6EB154D8B9E6AA658FA5DCA17CD633BD54D6194A58A3F5A035476CD34964CC7CDA5D37111FA730FAC247F52352A05A591F6D09A20279F491A31C4394897AD5A49AA48D41B75FE569E3ABBA81C560ABFF2DB88D0575C158E4DD7E433043D36A9FFA21157FCC2FC92F634E6D4632D8E6DBBCDD58560DC6116EF64BC10EBC5455C394B4FFC2DF4287D53955220A7AFC559E353EAB8BF81072BF070F718D56780FB7CA177A860D3829BDFC9A47A88C617C128F8BBC2C69DCC4519AE73EB6A511F3784B2DD2CD0197E9313A3023C7F916C7E812CEA091AEF230DF971E547099AA21B74396E839804139C0EFD8A13B88E3BDE47882572487590CD0131E604F9A42EE2B6A0AB94AEED153B4624A06B9CCED740513D844539CE04772100F709E96782F774935E4AE52BFF470F4C1BB38863762F359FE291EAE633F55F81097A41973F80D1C680C9B');
CREATE TABLE sessions (
        id TEXT PRIMARY KEY,
        person_id INTEGER REFERENCES people (id) ON DELETE CASCADE,
        created TEXT NOT NULL,
        created_utc_s REAL NOT NULL,
        state TEXT NOT NULL,
        goal TEXT NOT NULL,
        drill TEXT NOT NULL,
        level TEXT,
        side TEXT,
        view TEXT NOT NULL,
        clean INTEGER NOT NULL,
        compensated INTEGER NOT NULL,
        partial INTEGER NOT NULL,
        duration_s REAL NOT NULL,
        source_kind TEXT NOT NULL,
        source_name TEXT NOT NULL,
        source_sha256 TEXT,
        model_sha256 TEXT NOT NULL,
        document TEXT NOT NULL
    );
INSERT INTO "sessions" VALUES('old1',1,'2026-01-05T18:00:00+00:00',1767636000.0,'finished','everyday','aeroplane','single_leg','left','front',2,1,1,40.0,'camera','camera 0',NULL,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','');
INSERT INTO "sessions" VALUES('old2',1,'2026-01-08T18:00:00+00:00',1767895200.0,'finished','everyday','frogger',NULL,'left','front',2,0,0,40.0,'camera','camera 0',NULL,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','');
CREATE TABLE set_notes (
        session_id TEXT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
        pain INTEGER,
        stop_reason TEXT,
        text TEXT NOT NULL DEFAULT '',
        created TEXT NOT NULL
    );
INSERT INTO "set_notes" VALUES('old1',2,'tired','left hip','2026-11-26T09:58:13+00:00');
CREATE TABLE side_summaries (
        session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        side TEXT NOT NULL,
        clean INTEGER NOT NULL,
        compensated INTEGER NOT NULL,
        partial INTEGER NOT NULL,
        tempo_s REAL,
        tempo_low_s REAL,
        tempo_high_s REAL,
        PRIMARY KEY (session_id, side)
    ) WITHOUT ROWID;
INSERT INTO "side_summaries" VALUES('old1','left',2,1,1,3.0,3.0,3.0);
INSERT INTO "side_summaries" VALUES('old2','left',2,0,0,3.0,3.0,3.0);
CREATE TABLE stills (
        session_id TEXT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
        rep INTEGER NOT NULL,
        jpeg BLOB NOT NULL
    );
CREATE TABLE warnings (
        session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        drill TEXT NOT NULL,
        number INTEGER NOT NULL,
        kind TEXT NOT NULL,
        document TEXT NOT NULL,
        PRIMARY KEY (session_id, drill, number)
    ) WITHOUT ROWID;
INSERT INTO "warnings" VALUES('old1','aeroplane',1,'spine_twist','{"kind":"spine_twist","start_s":5.5,"end_s":6.5,"peak":{"value":14.0,"low":11.0,"high":17.0},"rep":1}');
INSERT INTO "warnings" VALUES('old2','frogger',1,'spine_twist','{"kind":"spine_twist","start_s":5.5,"end_s":6.5,"peak":{"value":14.0,"low":11.0,"high":17.0},"rep":1}');
CREATE INDEX sessions_by_time ON sessions (created_utc_s);
CREATE INDEX sessions_by_person ON sessions (person_id, created_utc_s);
CREATE INDEX sessions_by_source ON sessions (source_sha256);
COMMIT;
PRAGMA user_version = 4;
