-- The tables of version 0.1 on SQLite, as they stood on 2026-11-30. Frozen: what changes later is a migration of its own.
-- Statements are parted by a line that holds only « --; ».
CREATE TABLE login_code (
    id INTEGER NOT NULL,
    email_key VARCHAR(254) NOT NULL,
    digest VARCHAR(64) NOT NULL,
    created_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    tries INTEGER NOT NULL,
    link BOOLEAN NOT NULL,
    used_at DATETIME,
    CONSTRAINT pk_login_code PRIMARY KEY (id)
)
--;
CREATE INDEX ix_login_code_email_key ON login_code (email_key)
--;
CREATE INDEX ix_login_code_expires_at ON login_code (expires_at)
--;
CREATE TABLE held_form (
    id INTEGER NOT NULL,
    digest VARCHAR(64) NOT NULL,
    path VARCHAR(400) NOT NULL,
    fields JSON NOT NULL,
    created_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    CONSTRAINT pk_held_form PRIMARY KEY (id),
    CONSTRAINT uq_held_form_digest UNIQUE (digest)
)
--;
CREATE INDEX ix_held_form_expires_at ON held_form (expires_at)
--;
CREATE TABLE search_word (
    lang VARCHAR(8) NOT NULL,
    word VARCHAR(48) NOT NULL,
    stem VARCHAR(48) NOT NULL,
    n INTEGER NOT NULL,
    CONSTRAINT pk_search_word PRIMARY KEY (lang, word)
)
--;
CREATE INDEX ix_search_word_stem ON search_word (stem)
--;
CREATE TABLE search_pair (
    pair VARCHAR(4) NOT NULL,
    size SMALLINT NOT NULL,
    word VARCHAR(48) NOT NULL,
    CONSTRAINT pk_search_pair PRIMARY KEY (pair, size, word)
)
 WITHOUT ROWID
--;
CREATE TABLE site (
    id INTEGER NOT NULL,
    name VARCHAR(60) NOT NULL,
    short_name VARCHAR(20) NOT NULL,
    association VARCHAR(160) NOT NULL,
    sentence JSON NOT NULL,
    locales JSON NOT NULL,
    primary_colour VARCHAR(7) NOT NULL,
    accent_colour VARCHAR(7) NOT NULL,
    mail_url VARCHAR(600) NOT NULL,
    mail_from VARCHAR(254) NOT NULL,
    mail_tried_at DATETIME,
    set_up_at DATETIME,
    CONSTRAINT pk_site PRIMARY KEY (id),
    CONSTRAINT ck_site_one_row CHECK (id = 1),
    CONSTRAINT ck_site_colours_come_in_pairs CHECK ((primary_colour = '') = (accent_colour = ''))
)
--;
CREATE TABLE source (
    id INTEGER NOT NULL,
    system VARCHAR(200) NOT NULL,
    external_id VARCHAR(200) NOT NULL,
    name VARCHAR(160) NOT NULL,
    CONSTRAINT pk_source PRIMARY KEY (id),
    CONSTRAINT uq_source_system_external_id UNIQUE (system, external_id)
)
--;
CREATE TABLE imported (
    id INTEGER NOT NULL,
    system VARCHAR(200) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    external_id VARCHAR(200) NOT NULL,
    subject_id BIGINT NOT NULL,
    url VARCHAR(400) NOT NULL,
    imported_at DATETIME NOT NULL,
    CONSTRAINT pk_imported PRIMARY KEY (id),
    CONSTRAINT uq_imported_system_kind_external_id UNIQUE (system, kind, external_id),
    CONSTRAINT ck_imported_subject CHECK (kind IN ('proposal', 'comment', 'amendment', 'group', 'meeting', 'structure', 'person', 'space', 'help', 'decision', 'line', 'attachment'))
)
--;
CREATE TABLE place (
    id INTEGER NOT NULL,
    code VARCHAR(12) NOT NULL,
    name VARCHAR(120) NOT NULL,
    name_key VARCHAR(120) NOT NULL,
    population INTEGER NOT NULL,
    group_code VARCHAR(16) NOT NULL,
    group_name VARCHAR(160) NOT NULL,
    latitude INTEGER,
    longitude INTEGER,
    retired_at DATETIME,
    CONSTRAINT pk_place PRIMARY KEY (id),
    CONSTRAINT uq_place_code UNIQUE (code)
)
--;
CREATE INDEX ix_place_name_key ON place (name_key)
--;
CREATE TABLE space (
    id INTEGER NOT NULL,
    slug VARCHAR(60) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    code VARCHAR(3) NOT NULL,
    name JSON NOT NULL,
    about JSON NOT NULL,
    timezone VARCHAR(60) NOT NULL,
    theme_needed BOOLEAN NOT NULL,
    charter_id INTEGER,
    opens_at DATETIME NOT NULL,
    closes_at DATETIME,
    journal_seq INTEGER NOT NULL,
    journal_head VARCHAR(64) NOT NULL,
    CONSTRAINT pk_space PRIMARY KEY (id),
    CONSTRAINT uq_space_slug UNIQUE (slug),
    CONSTRAINT ck_space_a_territory_has_a_code CHECK (kind <> 'territory' OR length(code) >= 2),
    CONSTRAINT ck_space_closes_after_it_opens CHECK (closes_at IS NULL OR closes_at > opens_at),
    CONSTRAINT ck_space_a_call_has_an_end CHECK (kind = 'territory' OR closes_at IS NOT NULL),
    CONSTRAINT ck_space_spacekind CHECK (kind IN ('territory', 'call'))
)
--;
CREATE TABLE theme (
    id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    slug VARCHAR(60) NOT NULL,
    name JSON NOT NULL,
    about JSON NOT NULL,
    CONSTRAINT pk_theme PRIMARY KEY (id),
    CONSTRAINT uq_theme_slug UNIQUE (slug)
)
--;
CREATE TABLE reference_count (
    code VARCHAR(3) NOT NULL,
    letter VARCHAR(1) NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    CONSTRAINT pk_reference_count PRIMARY KEY (code, letter, year)
)
--;
CREATE TABLE event (
    id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at DATETIME NOT NULL,
    kind VARCHAR(64) NOT NULL,
    actor_id INTEGER,
    subject_kind VARCHAR(32) NOT NULL,
    subject_id BIGINT NOT NULL,
    visibility VARCHAR(32) NOT NULL,
    data JSON NOT NULL,
    previous VARCHAR(64) NOT NULL,
    digest VARCHAR(64) NOT NULL,
    CONSTRAINT pk_event PRIMARY KEY (id),
    CONSTRAINT uq_event_space_id_seq UNIQUE (space_id, seq),
    CONSTRAINT fk_event_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT ck_event_subject CHECK (subject_kind IN ('proposal', 'comment', 'amendment', 'group', 'meeting', 'structure', 'person', 'space', 'help', 'decision', 'line', 'attachment')),
    CONSTRAINT ck_event_visibility CHECK (visibility IN ('public', 'staff', 'person'))
)
--;
CREATE INDEX ix_event_kind ON event (kind)
--;
CREATE INDEX ix_event_subject ON event (subject_kind, subject_id, id)
--;
CREATE TABLE person (
    id INTEGER NOT NULL,
    uid VARCHAR(32) NOT NULL,
    email VARCHAR(254),
    email_key VARCHAR(254),
    first_name VARCHAR(60) NOT NULL,
    last_name VARCHAR(60) NOT NULL,
    pseudonym VARCHAR(60) NOT NULL,
    name_choice VARCHAR(32) NOT NULL,
    display_name VARCHAR(121) NOT NULL,
    locale VARCHAR(8),
    place_id INTEGER,
    about VARCHAR(2000) NOT NULL,
    password_hash VARCHAR(200),
    state VARCHAR(32) NOT NULL,
    created_at DATETIME NOT NULL,
    last_seen_on DATE,
    erased_at DATETIME,
    CONSTRAINT pk_person PRIMARY KEY (id),
    CONSTRAINT uq_person_email_key UNIQUE (email_key),
    CONSTRAINT uq_person_uid UNIQUE (uid),
    CONSTRAINT ck_person_erased_is_empty CHECK (state <> 'erased' OR (email IS NULL AND email_key IS NULL AND first_name = '' AND last_name = '' AND pseudonym = '' AND password_hash IS NULL)),
    CONSTRAINT ck_person_erased_at_when_erased CHECK ((state = 'erased') = (erased_at IS NOT NULL)),
    CONSTRAINT ck_person_namechoice CHECK (name_choice IN ('first_initial', 'full', 'pseudonym')),
    CONSTRAINT fk_person_place_id_place FOREIGN KEY(place_id) REFERENCES place (id) ON DELETE RESTRICT,
    CONSTRAINT ck_person_personstate CHECK (state IN ('active', 'suspended', 'erased'))
)
--;
CREATE TABLE site_logo (
    site_id INTEGER NOT NULL,
    media_type VARCHAR(40) NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    digest VARCHAR(64) NOT NULL,
    data BLOB NOT NULL,
    CONSTRAINT pk_site_logo PRIMARY KEY (site_id),
    CONSTRAINT fk_site_logo_site_id_site FOREIGN KEY(site_id) REFERENCES site (id) ON DELETE RESTRICT
)
--;
CREATE TABLE tally (
    space_id INTEGER NOT NULL,
    "key" VARCHAR(60) NOT NULL,
    n INTEGER NOT NULL,
    CONSTRAINT pk_tally PRIMARY KEY (space_id, "key"),
    CONSTRAINT fk_tally_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT
)
--;
CREATE TABLE structure (
    id INTEGER NOT NULL,
    slug VARCHAR(120) NOT NULL,
    name VARCHAR(160) NOT NULL,
    name_key VARCHAR(160) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    college VARCHAR(40) NOT NULL,
    place_id INTEGER,
    about VARCHAR(2000) NOT NULL,
    url VARCHAR(200) NOT NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_structure PRIMARY KEY (id),
    CONSTRAINT uq_structure_slug UNIQUE (slug),
    CONSTRAINT uq_structure_name_key UNIQUE (name_key),
    CONSTRAINT ck_structure_structurekind CHECK (kind IN ('association', 'cooperative', 'company', 'municipality', 'intermunicipality', 'public_body', 'other')),
    CONSTRAINT fk_structure_place_id_place FOREIGN KEY(place_id) REFERENCES place (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_structure_place_id ON structure (place_id)
--;
CREATE TABLE charter (
    id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    "key" VARCHAR(60) NOT NULL,
    text TEXT NOT NULL,
    digest VARCHAR(64) NOT NULL,
    reason VARCHAR(2000) NOT NULL,
    adopted_by INTEGER,
    adopted_at DATETIME NOT NULL,
    decision_id INTEGER,
    CONSTRAINT pk_charter PRIMARY KEY (id),
    CONSTRAINT uq_charter_space_id_version UNIQUE (space_id, version),
    CONSTRAINT fk_charter_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT fk_charter_adopted_by_person FOREIGN KEY(adopted_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE TABLE delegation (
    id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    theme_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    to_id INTEGER NOT NULL,
    from_at DATETIME NOT NULL,
    ends_on DATE NOT NULL,
    until_at DATETIME,
    CONSTRAINT pk_delegation PRIMARY KEY (id),
    CONSTRAINT ck_delegation_not_to_oneself CHECK (person_id <> to_id),
    CONSTRAINT fk_delegation_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT fk_delegation_theme_id_theme FOREIGN KEY(theme_id) REFERENCES theme (id) ON DELETE RESTRICT,
    CONSTRAINT fk_delegation_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT fk_delegation_to_id_person FOREIGN KEY(to_id) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_delegation_person_id ON delegation (person_id)
--;
CREATE INDEX ix_delegation_to_id ON delegation (to_id)
--;
CREATE UNIQUE INDEX uq_delegation_live ON delegation (space_id, theme_id, person_id) WHERE until_at IS NULL
--;
CREATE TABLE mail (
    id INTEGER NOT NULL,
    person_id INTEGER,
    to_address VARCHAR(254) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    locale VARCHAR(8) NOT NULL,
    params JSON NOT NULL,
    state VARCHAR(32) NOT NULL,
    tries INTEGER NOT NULL,
    next_try_at DATETIME NOT NULL,
    created_at DATETIME NOT NULL,
    sent_at DATETIME,
    dedupe_key VARCHAR(120) NOT NULL,
    CONSTRAINT pk_mail PRIMARY KEY (id),
    CONSTRAINT uq_mail_dedupe_key UNIQUE (dedupe_key),
    CONSTRAINT fk_mail_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT ck_mail_mailstate CHECK (state IN ('pending', 'sent', 'dead'))
)
--;
CREATE INDEX ix_mail_due ON mail (state, next_try_at)
--;
CREATE TABLE follow (
    person_id INTEGER NOT NULL,
    subject_kind VARCHAR(32) NOT NULL,
    subject_id BIGINT NOT NULL,
    since DATETIME NOT NULL,
    CONSTRAINT pk_follow PRIMARY KEY (person_id, subject_kind, subject_id),
    CONSTRAINT fk_follow_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT ck_follow_subject CHECK (subject_kind IN ('proposal', 'comment', 'amendment', 'group', 'meeting', 'structure', 'person', 'space', 'help', 'decision', 'line', 'attachment'))
)
--;
CREATE INDEX ix_follow_subject_id ON follow (subject_id)
--;
CREATE TABLE notification (
    id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    event_id INTEGER NOT NULL,
    subject_kind VARCHAR(32) NOT NULL,
    subject_id BIGINT NOT NULL,
    why VARCHAR(40) NOT NULL,
    created_at DATETIME NOT NULL,
    read_at DATETIME,
    CONSTRAINT pk_notification PRIMARY KEY (id),
    CONSTRAINT uq_notification_person_id_event_id UNIQUE (person_id, event_id),
    CONSTRAINT fk_notification_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT fk_notification_event_id_event FOREIGN KEY(event_id) REFERENCES event (id) ON DELETE RESTRICT,
    CONSTRAINT ck_notification_subject CHECK (subject_kind IN ('proposal', 'comment', 'amendment', 'group', 'meeting', 'structure', 'person', 'space', 'help', 'decision', 'line', 'attachment'))
)
--;
CREATE INDEX ix_notification_unread ON notification (person_id, id) WHERE read_at IS NULL
--;
CREATE INDEX ix_notification_event_id ON notification (event_id)
--;
CREATE TABLE outbox (
    event_id INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    next_try_at DATETIME NOT NULL,
    CONSTRAINT pk_outbox PRIMARY KEY (event_id),
    CONSTRAINT fk_outbox_event_id_event FOREIGN KEY(event_id) REFERENCES event (id) ON DELETE RESTRICT
)
--;
CREATE TABLE login_session (
    id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    digest VARCHAR(64) NOT NULL,
    label VARCHAR(80) NOT NULL,
    created_at DATETIME NOT NULL,
    seen_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    revoked_at DATETIME,
    CONSTRAINT pk_login_session PRIMARY KEY (id),
    CONSTRAINT uq_login_session_digest UNIQUE (digest),
    CONSTRAINT fk_login_session_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_login_session_person_id ON login_session (person_id)
--;
CREATE TABLE membership (
    id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    role VARCHAR(32) NOT NULL,
    granted_by INTEGER,
    granted_at DATETIME NOT NULL,
    revoked_at DATETIME,
    CONSTRAINT pk_membership PRIMARY KEY (id),
    CONSTRAINT fk_membership_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT fk_membership_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT ck_membership_role CHECK (role IN ('visitor', 'participant', 'member', 'representative', 'carrier', 'lead', 'facilitator', 'relay', 'moderator', 'steering', 'operator')),
    CONSTRAINT fk_membership_granted_by_person FOREIGN KEY(granted_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_membership_person_id ON membership (person_id)
--;
CREATE UNIQUE INDEX uq_membership_held ON membership (space_id, person_id, role) WHERE revoked_at IS NULL
--;
CREATE TABLE role_invitation (
    id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    email_key VARCHAR(254) NOT NULL,
    role VARCHAR(32) NOT NULL,
    invited_by INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    CONSTRAINT pk_role_invitation PRIMARY KEY (id),
    CONSTRAINT uq_role_invitation_email_key_role UNIQUE (email_key, role),
    CONSTRAINT fk_role_invitation_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT ck_role_invitation_role CHECK (role IN ('visitor', 'participant', 'member', 'representative', 'carrier', 'lead', 'facilitator', 'relay', 'moderator', 'steering', 'operator')),
    CONSTRAINT fk_role_invitation_invited_by_person FOREIGN KEY(invited_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_role_invitation_invited_by ON role_invitation (invited_by)
--;
CREATE INDEX ix_role_invitation_expires_at ON role_invitation (expires_at)
--;
CREATE TABLE structure_alias (
    id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    name VARCHAR(160) NOT NULL,
    name_key VARCHAR(160) NOT NULL,
    CONSTRAINT pk_structure_alias PRIMARY KEY (id),
    CONSTRAINT uq_structure_alias_name_key UNIQUE (name_key),
    CONSTRAINT fk_structure_alias_structure_id_structure FOREIGN KEY(structure_id) REFERENCES structure (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_structure_alias_structure_id ON structure_alias (structure_id)
--;
CREATE TABLE mandate (
    id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    title VARCHAR(60) NOT NULL,
    state VARCHAR(32) NOT NULL,
    from_on DATE NOT NULL,
    until_on DATE,
    decided_by INTEGER,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_mandate PRIMARY KEY (id),
    CONSTRAINT fk_mandate_structure_id_structure FOREIGN KEY(structure_id) REFERENCES structure (id) ON DELETE RESTRICT,
    CONSTRAINT fk_mandate_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT ck_mandate_mandatestate CHECK (state IN ('asked', 'active', 'refused', 'ended')),
    CONSTRAINT fk_mandate_decided_by_person FOREIGN KEY(decided_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_mandate_structure_id ON mandate (structure_id)
--;
CREATE INDEX ix_mandate_person_id ON mandate (person_id)
--;
CREATE UNIQUE INDEX uq_mandate_live ON mandate (structure_id, person_id) WHERE state IN ('asked','active')
--;
CREATE TABLE charter_draft (
    id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    base_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    number INTEGER NOT NULL,
    state VARCHAR(32) NOT NULL,
    created_by INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    CONSTRAINT pk_charter_draft PRIMARY KEY (id),
    CONSTRAINT fk_charter_draft_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT fk_charter_draft_base_id_charter FOREIGN KEY(base_id) REFERENCES charter (id) ON DELETE RESTRICT,
    CONSTRAINT ck_charter_draft_draftstate CHECK (state IN ('writing', 'proposed', 'adopted', 'dropped')),
    CONSTRAINT fk_charter_draft_created_by_person FOREIGN KEY(created_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE TABLE proposal (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    reference VARCHAR(20) NOT NULL,
    space_id INTEGER NOT NULL,
    track VARCHAR(32) NOT NULL,
    stage VARCHAR(32) NOT NULL,
    status VARCHAR(32) NOT NULL,
    state VARCHAR(32) NOT NULL,
    charter_id INTEGER NOT NULL,
    author_id INTEGER,
    source_id INTEGER,
    structure_id INTEGER,
    theme_id INTEGER,
    whole_territory BOOLEAN NOT NULL,
    lang VARCHAR(8) NOT NULL,
    title VARCHAR(160) NOT NULL,
    excerpt VARCHAR(320) NOT NULL,
    where_text VARCHAR(200) NOT NULL,
    latitude INTEGER,
    longitude INTEGER,
    version INTEGER NOT NULL,
    meaning_since INTEGER NOT NULL,
    compared INTEGER NOT NULL,
    supports INTEGER NOT NULL,
    comments INTEGER NOT NULL,
    carriers INTEGER NOT NULL,
    published_at DATETIME NOT NULL,
    stage_since DATETIME NOT NULL,
    active_at DATETIME NOT NULL,
    ready_since DATETIME,
    merged_into_id INTEGER,
    closing_reason VARCHAR(2000) NOT NULL,
    outcome VARCHAR(32),
    CONSTRAINT uq_proposal_reference UNIQUE (reference),
    CONSTRAINT ck_proposal_a_point_has_two_sides CHECK ((latitude IS NULL) = (longitude IS NULL)),
    CONSTRAINT ck_proposal_merged_into_when_merged CHECK ((status = 'merged') = (merged_into_id IS NOT NULL)),
    CONSTRAINT ck_proposal_somebody_wrote_it CHECK (author_id IS NOT NULL OR source_id IS NOT NULL),
    CONSTRAINT ck_proposal_counters_not_negative CHECK (supports >= 0 AND comments >= 0 AND carriers >= 0),
    CONSTRAINT fk_proposal_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT ck_proposal_status CHECK (status IN ('open', 'dormant', 'withdrawn', 'merged', 'closed')),
    CONSTRAINT ck_proposal_contentstate CHECK (state IN ('visible', 'hidden')),
    CONSTRAINT fk_proposal_charter_id_charter FOREIGN KEY(charter_id) REFERENCES charter (id) ON DELETE RESTRICT,
    CONSTRAINT fk_proposal_author_id_person FOREIGN KEY(author_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT fk_proposal_source_id_source FOREIGN KEY(source_id) REFERENCES source (id) ON DELETE RESTRICT,
    CONSTRAINT fk_proposal_structure_id_structure FOREIGN KEY(structure_id) REFERENCES structure (id) ON DELETE RESTRICT,
    CONSTRAINT fk_proposal_theme_id_theme FOREIGN KEY(theme_id) REFERENCES theme (id) ON DELETE RESTRICT,
    CONSTRAINT fk_proposal_merged_into_id_proposal FOREIGN KEY(merged_into_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT ck_proposal_outcomekind CHECK (outcome IN ('continued', 'scaled', 'adapted', 'temporary', 'stopped'))
)
--;
CREATE INDEX ix_proposal_merged_into_id ON proposal (merged_into_id)
--;
CREATE INDEX ix_proposal_structure_id ON proposal (structure_id)
--;
CREATE INDEX ix_proposal_point ON proposal (published_at) WHERE latitude IS NOT NULL
--;
CREATE INDEX ix_proposal_to_compare ON proposal (id) WHERE compared < version
--;
CREATE INDEX ix_proposal_active ON proposal (track, state, active_at DESC, id DESC)
--;
CREATE INDEX ix_proposal_supported ON proposal (track, state, supports DESC, id DESC)
--;
CREATE INDEX ix_proposal_recent ON proposal (track, state, published_at DESC, id DESC)
--;
CREATE INDEX ix_proposal_list ON proposal (space_id, track, status, published_at DESC, id DESC)
--;
CREATE INDEX ix_proposal_theme_id ON proposal (theme_id)
--;
CREATE INDEX ix_proposal_author_id ON proposal (author_id)
--;
CREATE TABLE amendment (
    id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    proposal_id INTEGER NOT NULL,
    author_id INTEGER NOT NULL,
    field VARCHAR(40) NOT NULL,
    paragraph INTEGER NOT NULL,
    version INTEGER NOT NULL,
    base VARCHAR(8000) NOT NULL,
    text VARCHAR(8000) NOT NULL,
    rationale VARCHAR(2000) NOT NULL,
    lang VARCHAR(8) NOT NULL,
    status VARCHAR(32) NOT NULL,
    state VARCHAR(32) NOT NULL,
    supports INTEGER NOT NULL,
    answer VARCHAR(2000) NOT NULL,
    settled_by INTEGER,
    settled_at DATETIME,
    made_version INTEGER,
    became_id INTEGER,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_amendment PRIMARY KEY (id),
    CONSTRAINT ck_amendment_settled_at_when_settled CHECK ((status = 'open') = (settled_at IS NULL)),
    CONSTRAINT ck_amendment_version_when_integrated CHECK ((status = 'integrated') = (made_version IS NOT NULL)),
    CONSTRAINT ck_amendment_reason_when_declined CHECK (status <> 'declined' OR length(answer) > 0),
    CONSTRAINT ck_amendment_supports_not_negative CHECK (supports >= 0),
    CONSTRAINT fk_amendment_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT fk_amendment_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_amendment_author_id_person FOREIGN KEY(author_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT ck_amendment_amendmentstatus CHECK (status IN ('open', 'integrated', 'declined', 'withdrawn')),
    CONSTRAINT ck_amendment_contentstate CHECK (state IN ('visible', 'hidden')),
    CONSTRAINT fk_amendment_settled_by_person FOREIGN KEY(settled_by) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT fk_amendment_became_id_proposal FOREIGN KEY(became_id) REFERENCES proposal (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_amendment_list ON amendment (proposal_id, status, id)
--;
CREATE INDEX ix_amendment_settled_by ON amendment (settled_by)
--;
CREATE INDEX ix_amendment_author ON amendment (author_id, id)
--;
CREATE INDEX ix_amendment_became_id ON amendment (became_id)
--;
CREATE TABLE thread_mute (
    person_id INTEGER NOT NULL,
    proposal_id INTEGER NOT NULL,
    since DATETIME NOT NULL,
    CONSTRAINT pk_thread_mute PRIMARY KEY (person_id, proposal_id),
    CONSTRAINT fk_thread_mute_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT fk_thread_mute_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_thread_mute_proposal_id ON thread_mute (proposal_id)
--;
CREATE TABLE synthesis (
    id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    proposal_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    author_id INTEGER,
    body VARCHAR(8000) NOT NULL,
    html TEXT NOT NULL,
    lang VARCHAR(8) NOT NULL,
    covers JSON NOT NULL,
    covered INTEGER NOT NULL,
    until DATETIME NOT NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_synthesis PRIMARY KEY (id),
    CONSTRAINT uq_synthesis_proposal_id_number UNIQUE (proposal_id, number),
    CONSTRAINT fk_synthesis_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT fk_synthesis_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_synthesis_author_id_person FOREIGN KEY(author_id) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_synthesis_author_id ON synthesis (author_id)
--;
CREATE TABLE pact (
    proposal_id INTEGER NOT NULL,
    hypothesis VARCHAR(8000) NOT NULL,
    population VARCHAR(8000) NOT NULL,
    where_text VARCHAR(200) NOT NULL,
    starts_on DATE,
    ends_on DATE,
    stop VARCHAR(8000) NOT NULL,
    observers VARCHAR(8000) NOT NULL,
    number INTEGER NOT NULL,
    updated_by INTEGER NOT NULL,
    updated_at DATETIME NOT NULL,
    CONSTRAINT pk_pact PRIMARY KEY (proposal_id),
    CONSTRAINT ck_pact_ends_after_it_starts CHECK (ends_on IS NULL OR starts_on IS NULL OR ends_on > starts_on),
    CONSTRAINT fk_pact_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_pact_updated_by_person FOREIGN KEY(updated_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE TABLE indicator (
    id INTEGER NOT NULL,
    proposal_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name VARCHAR(160) NOT NULL,
    unit VARCHAR(40) NOT NULL,
    baseline VARCHAR(40),
    target VARCHAR(40) NOT NULL,
    created_by INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_indicator PRIMARY KEY (id),
    CONSTRAINT fk_indicator_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_indicator_created_by_person FOREIGN KEY(created_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_indicator_proposal_id ON indicator (proposal_id)
--;
CREATE TABLE milestone (
    id INTEGER NOT NULL,
    proposal_id INTEGER NOT NULL,
    name VARCHAR(160) NOT NULL,
    due_on DATE NOT NULL,
    done_on DATE,
    created_by INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_milestone PRIMARY KEY (id),
    CONSTRAINT fk_milestone_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_milestone_created_by_person FOREIGN KEY(created_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_milestone_proposal_id ON milestone (proposal_id)
--;
CREATE TABLE check_in (
    id INTEGER NOT NULL,
    proposal_id INTEGER NOT NULL,
    made_on DATE NOT NULL,
    goes_well VARCHAR(2000) NOT NULL,
    is_hard VARCHAR(2000) NOT NULL,
    comes_next VARCHAR(2000) NOT NULL,
    stop_met BOOLEAN NOT NULL,
    created_by INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_check_in PRIMARY KEY (id),
    CONSTRAINT fk_check_in_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_check_in_created_by_person FOREIGN KEY(created_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_check_in_proposal_id ON check_in (proposal_id)
--;
CREATE TABLE outcome (
    id INTEGER NOT NULL,
    proposal_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    kind VARCHAR(32) NOT NULL,
    happened VARCHAR(8000) NOT NULL,
    lessons VARCHAR(8000) NOT NULL,
    reusable VARCHAR(8000) NOT NULL,
    declared_by INTEGER NOT NULL,
    declared_at DATETIME NOT NULL,
    CONSTRAINT pk_outcome PRIMARY KEY (id),
    CONSTRAINT uq_outcome_proposal_id_number UNIQUE (proposal_id, number),
    CONSTRAINT fk_outcome_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT ck_outcome_outcomekind CHECK (kind IN ('continued', 'scaled', 'adapted', 'temporary', 'stopped')),
    CONSTRAINT fk_outcome_declared_by_person FOREIGN KEY(declared_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE TABLE work_group (
    id INTEGER NOT NULL,
    reference VARCHAR(20) NOT NULL,
    space_id INTEGER NOT NULL,
    kind VARCHAR(32) NOT NULL,
    proposal_id INTEGER,
    theme_id INTEGER,
    name VARCHAR(160) NOT NULL,
    members INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_work_group PRIMARY KEY (id),
    CONSTRAINT uq_work_group_proposal_id UNIQUE (proposal_id),
    CONSTRAINT uq_work_group_reference UNIQUE (reference),
    CONSTRAINT fk_work_group_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT ck_work_group_groupkind CHECK (kind IN ('work_group', 'theme', 'steering')),
    CONSTRAINT fk_work_group_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_work_group_theme_id_theme FOREIGN KEY(theme_id) REFERENCES theme (id) ON DELETE RESTRICT
)
--;
CREATE TABLE likeness (
    one_id INTEGER NOT NULL,
    other_id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    found_at DATETIME NOT NULL,
    apart_by INTEGER,
    apart_at DATETIME,
    CONSTRAINT pk_likeness PRIMARY KEY (one_id, other_id),
    CONSTRAINT ck_likeness_the_older_first CHECK (one_id < other_id),
    CONSTRAINT ck_likeness_apart_by_somebody CHECK ((apart_at IS NULL) = (apart_by IS NULL)),
    CONSTRAINT fk_likeness_one_id_proposal FOREIGN KEY(one_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_likeness_other_id_proposal FOREIGN KEY(other_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_likeness_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT fk_likeness_apart_by_person FOREIGN KEY(apart_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_likeness_other_id ON likeness (other_id)
--;
CREATE INDEX ix_likeness_waiting ON likeness (found_at DESC, one_id, other_id) WHERE apart_at IS NULL
--;
CREATE TABLE moderation_case (
    id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    subject_kind VARCHAR(32) NOT NULL,
    subject_id BIGINT NOT NULL,
    proposal_id INTEGER NOT NULL,
    state VARCHAR(32) NOT NULL,
    reports INTEGER NOT NULL,
    due_at DATETIME NOT NULL,
    opened_at DATETIME NOT NULL,
    closed_at DATETIME,
    CONSTRAINT pk_moderation_case PRIMARY KEY (id),
    CONSTRAINT ck_moderation_case_closed_at_when_closed CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CONSTRAINT fk_moderation_case_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT ck_moderation_case_subject CHECK (subject_kind IN ('proposal', 'comment', 'amendment', 'group', 'meeting', 'structure', 'person', 'space', 'help', 'decision', 'line', 'attachment')),
    CONSTRAINT fk_moderation_case_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT ck_moderation_case_casestate CHECK (state IN ('open', 'closed'))
)
--;
CREATE INDEX ix_moderation_case_proposal_id ON moderation_case (proposal_id)
--;
CREATE INDEX ix_case_due ON moderation_case (state, due_at)
--;
CREATE UNIQUE INDEX uq_case_open ON moderation_case (subject_kind, subject_id) WHERE state = 'open'
--;
CREATE TABLE paper_entry (
    id INTEGER NOT NULL,
    proposal_id INTEGER NOT NULL,
    slip VARCHAR(20),
    token VARCHAR(32) NOT NULL,
    entered_by INTEGER,
    entered_at DATETIME NOT NULL,
    forgotten_at DATETIME,
    CONSTRAINT pk_paper_entry PRIMARY KEY (id),
    CONSTRAINT uq_paper_entry_proposal_id UNIQUE (proposal_id),
    CONSTRAINT uq_paper_entry_slip UNIQUE (slip),
    CONSTRAINT uq_paper_entry_token UNIQUE (token),
    CONSTRAINT fk_paper_entry_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_paper_entry_entered_by_person FOREIGN KEY(entered_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_paper_entry_mine ON paper_entry (entered_by, id DESC)
--;
CREATE TABLE proposal_place (
    proposal_id INTEGER NOT NULL,
    place_id INTEGER NOT NULL,
    CONSTRAINT pk_proposal_place PRIMARY KEY (proposal_id, place_id),
    CONSTRAINT fk_proposal_place_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_proposal_place_place_id_place FOREIGN KEY(place_id) REFERENCES place (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_proposal_place_place_id ON proposal_place (place_id)
--;
CREATE TABLE preparation (
    proposal_id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    fields JSON NOT NULL,
    number INTEGER NOT NULL,
    updated_by INTEGER NOT NULL,
    updated_at DATETIME NOT NULL,
    CONSTRAINT pk_preparation PRIMARY KEY (proposal_id),
    CONSTRAINT fk_preparation_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_preparation_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT fk_preparation_updated_by_person FOREIGN KEY(updated_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_preparation_updated_by ON preparation (updated_by)
--;
CREATE TABLE merge (
    id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    proposal_id INTEGER NOT NULL,
    into_id INTEGER NOT NULL,
    merged_by INTEGER,
    merged_at DATETIME NOT NULL,
    undone_by INTEGER,
    undone_at DATETIME,
    CONSTRAINT pk_merge PRIMARY KEY (id),
    CONSTRAINT ck_merge_undone_by_somebody CHECK ((undone_at IS NULL) = (undone_by IS NULL)),
    CONSTRAINT fk_merge_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT fk_merge_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_merge_into_id_proposal FOREIGN KEY(into_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_merge_merged_by_person FOREIGN KEY(merged_by) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT fk_merge_undone_by_person FOREIGN KEY(undone_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE UNIQUE INDEX uq_merge_live ON merge (proposal_id) WHERE undone_at IS NULL
--;
CREATE INDEX ix_merge_into_id ON merge (into_id)
--;
CREATE TABLE link (
    id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    from_id INTEGER NOT NULL,
    to_id INTEGER NOT NULL,
    kind VARCHAR(32) NOT NULL,
    created_by INTEGER,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_link PRIMARY KEY (id),
    CONSTRAINT uq_link_from_id_to_id_kind UNIQUE (from_id, to_id, kind),
    CONSTRAINT ck_link_not_to_itself CHECK (from_id <> to_id),
    CONSTRAINT fk_link_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT fk_link_from_id_proposal FOREIGN KEY(from_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_link_to_id_proposal FOREIGN KEY(to_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT ck_link_linkkind CHECK (kind IN ('answers_need', 'duplicates', 'continues', 'inspired_by', 'depends_on', 'merged_into', 'split_from')),
    CONSTRAINT fk_link_created_by_person FOREIGN KEY(created_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_link_to_id ON link (to_id)
--;
CREATE TABLE gate_answer (
    id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    proposal_id INTEGER NOT NULL,
    decision_id INTEGER,
    votes JSON,
    gate VARCHAR(80) NOT NULL,
    method VARCHAR(32) NOT NULL,
    answer VARCHAR(32) NOT NULL,
    reason VARCHAR(2000) NOT NULL,
    report JSON NOT NULL,
    charter_id INTEGER NOT NULL,
    decided_by INTEGER,
    decided_at DATETIME NOT NULL,
    CONSTRAINT pk_gate_answer PRIMARY KEY (id),
    CONSTRAINT ck_gate_answer_reason_given CHECK (length(reason) > 0 OR decision_id IS NOT NULL),
    CONSTRAINT fk_gate_answer_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT fk_gate_answer_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT ck_gate_answer_answer CHECK (answer IN ('promoted', 'declined', 'postponed')),
    CONSTRAINT fk_gate_answer_charter_id_charter FOREIGN KEY(charter_id) REFERENCES charter (id) ON DELETE RESTRICT,
    CONSTRAINT fk_gate_answer_decided_by_person FOREIGN KEY(decided_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_gate_answer_proposal_id ON gate_answer (proposal_id)
--;
CREATE TABLE search_doc (
    id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    kind VARCHAR(32) NOT NULL,
    proposal_id INTEGER,
    place_id INTEGER,
    ref BIGINT NOT NULL,
    track VARCHAR(32) NOT NULL,
    lang VARCHAR(8) NOT NULL,
    at DATETIME NOT NULL,
    year SMALLINT NOT NULL,
    updated_at DATETIME NOT NULL,
    title_words TEXT NOT NULL,
    around TEXT NOT NULL,
    words TEXT NOT NULL,
    found TEXT,
    found_title TEXT,
    CONSTRAINT pk_search_doc PRIMARY KEY (id),
    CONSTRAINT uq_search_doc_kind_ref UNIQUE (kind, ref),
    CONSTRAINT fk_search_doc_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT ck_search_doc_subject CHECK (kind IN ('proposal', 'comment', 'amendment', 'group', 'meeting', 'structure', 'person', 'space', 'help', 'decision', 'line', 'attachment')),
    CONSTRAINT fk_search_doc_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_search_doc_place_id_place FOREIGN KEY(place_id) REFERENCES place (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_search_doc_proposal_id ON search_doc (proposal_id)
--;
CREATE VIRTUAL TABLE search_fts USING fts5(title_words, words, around, content='search_doc', content_rowid='id', tokenize='unicode61')
--;
CREATE TRIGGER search_ai AFTER INSERT ON search_doc BEGIN INSERT INTO search_fts(rowid, title_words, words, around) VALUES (new.id, new.title_words, new.words, new.around); END
--;
CREATE TRIGGER search_ad AFTER DELETE ON search_doc BEGIN INSERT INTO search_fts(search_fts, rowid, title_words, words, around) VALUES ('delete', old.id, old.title_words, old.words, old.around); END
--;
CREATE TRIGGER search_au AFTER UPDATE ON search_doc BEGIN INSERT INTO search_fts(search_fts, rowid, title_words, words, around) VALUES ('delete', old.id, old.title_words, old.words, old.around); INSERT INTO search_fts(rowid, title_words, words, around) VALUES (new.id, new.title_words, new.words, new.around); END
--;
CREATE TABLE risk (
    id INTEGER NOT NULL,
    proposal_id INTEGER NOT NULL,
    what VARCHAR(200) NOT NULL,
    likelihood VARCHAR(32) NOT NULL,
    answer VARCHAR(2000) NOT NULL,
    holder_id INTEGER NOT NULL,
    structure_id INTEGER,
    proposed_by INTEGER NOT NULL,
    proposed_at DATETIME NOT NULL,
    accepted_at DATETIME,
    declined_at DATETIME,
    removed_at DATETIME,
    CONSTRAINT pk_risk PRIMARY KEY (id),
    CONSTRAINT ck_risk_accepted_or_declined CHECK (accepted_at IS NULL OR declined_at IS NULL),
    CONSTRAINT fk_risk_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT ck_risk_likelihood CHECK (likelihood IN ('low', 'medium', 'high')),
    CONSTRAINT fk_risk_holder_id_person FOREIGN KEY(holder_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT fk_risk_structure_id_structure FOREIGN KEY(structure_id) REFERENCES structure (id) ON DELETE RESTRICT,
    CONSTRAINT fk_risk_proposed_by_person FOREIGN KEY(proposed_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_risk_proposal_id ON risk (proposal_id)
--;
CREATE INDEX ix_risk_holder_id ON risk (holder_id)
--;
CREATE TABLE pledge (
    id INTEGER NOT NULL,
    proposal_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    structure_id INTEGER,
    kind VARCHAR(32) NOT NULL,
    what VARCHAR(200) NOT NULL,
    hours INTEGER NOT NULL,
    cents INTEGER NOT NULL,
    pledged_at DATETIME NOT NULL,
    confirmed_by INTEGER,
    confirmed_at DATETIME,
    withdrawn_at DATETIME,
    CONSTRAINT pk_pledge PRIMARY KEY (id),
    CONSTRAINT ck_pledge_not_negative CHECK (hours >= 0 AND cents >= 0),
    CONSTRAINT fk_pledge_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_pledge_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT fk_pledge_structure_id_structure FOREIGN KEY(structure_id) REFERENCES structure (id) ON DELETE RESTRICT,
    CONSTRAINT ck_pledge_pledgekind CHECK (kind IN ('volunteer_hours', 'seconded_staff', 'premises', 'equipment', 'skill', 'travel', 'money')),
    CONSTRAINT fk_pledge_confirmed_by_person FOREIGN KEY(confirmed_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_pledge_proposal_id ON pledge (proposal_id)
--;
CREATE INDEX ix_pledge_person_id ON pledge (person_id)
--;
CREATE TABLE document (
    id INTEGER NOT NULL,
    proposal_id INTEGER NOT NULL,
    kind VARCHAR(32) NOT NULL,
    title VARCHAR(160) NOT NULL,
    media_type VARCHAR(120) NOT NULL,
    ending VARCHAR(8) NOT NULL,
    size INTEGER NOT NULL,
    digest VARCHAR(64) NOT NULL,
    added_by INTEGER NOT NULL,
    added_at DATETIME NOT NULL,
    removed_at DATETIME,
    CONSTRAINT pk_document PRIMARY KEY (id),
    CONSTRAINT fk_document_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT ck_document_documentkind CHECK (kind IN ('agreement', 'budget', 'insurance', 'estimate', 'authorisation', 'plan')),
    CONSTRAINT fk_document_added_by_person FOREIGN KEY(added_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_document_proposal_id ON document (proposal_id)
--;
CREATE TABLE debate (
    id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    proposal_id INTEGER NOT NULL,
    reopens_id INTEGER,
    reason VARCHAR(2000) NOT NULL,
    question VARCHAR(300) NOT NULL,
    lang VARCHAR(8) NOT NULL,
    opened_by INTEGER,
    opened_at DATETIME NOT NULL,
    closes_on DATE NOT NULL,
    closes_at DATETIME NOT NULL,
    reminded_at DATETIME,
    conclusion VARCHAR(8000) NOT NULL,
    html TEXT NOT NULL,
    closed_by INTEGER,
    closed_at DATETIME,
    CONSTRAINT pk_debate PRIMARY KEY (id),
    CONSTRAINT ck_debate_concluded_when_closed CHECK ((closed_at IS NULL) = (length(conclusion) = 0)),
    CONSTRAINT ck_debate_reason_when_reopened CHECK ((reopens_id IS NULL) = (length(reason) = 0)),
    CONSTRAINT fk_debate_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT fk_debate_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_debate_reopens_id_debate FOREIGN KEY(reopens_id) REFERENCES debate (id) ON DELETE RESTRICT,
    CONSTRAINT fk_debate_opened_by_person FOREIGN KEY(opened_by) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT fk_debate_closed_by_person FOREIGN KEY(closed_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_debate_proposal_id ON debate (proposal_id)
--;
CREATE UNIQUE INDEX uq_debate_open ON debate (proposal_id) WHERE closed_at IS NULL
--;
CREATE INDEX ix_debate_opened_by ON debate (opened_by)
--;
CREATE INDEX ix_debate_due ON debate (closes_at) WHERE closed_at IS NULL
--;
CREATE INDEX ix_debate_closed_by ON debate (closed_by)
--;
CREATE INDEX ix_debate_reopens_id ON debate (reopens_id)
--;
CREATE TABLE need_line (
    id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    proposal_id INTEGER NOT NULL,
    kind VARCHAR(32) NOT NULL,
    author_id INTEGER,
    structure_id INTEGER,
    body VARCHAR(200) NOT NULL,
    lang VARCHAR(8) NOT NULL,
    state VARCHAR(32) NOT NULL,
    removed_at DATETIME,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_need_line PRIMARY KEY (id),
    CONSTRAINT ck_need_line_removed_is_empty CHECK (removed_at IS NULL OR length(body) = 0),
    CONSTRAINT fk_need_line_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT fk_need_line_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT ck_need_line_linekind CHECK (kind IN ('exists', 'missing', 'offer')),
    CONSTRAINT fk_need_line_author_id_person FOREIGN KEY(author_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT fk_need_line_structure_id_structure FOREIGN KEY(structure_id) REFERENCES structure (id) ON DELETE RESTRICT,
    CONSTRAINT ck_need_line_contentstate CHECK (state IN ('visible', 'hidden'))
)
--;
CREATE INDEX ix_need_line_structure_id ON need_line (structure_id)
--;
CREATE INDEX ix_need_line_author_id ON need_line (author_id)
--;
CREATE INDEX ix_need_line_list ON need_line (proposal_id, kind, id)
--;
CREATE TABLE amendment_support (
    amendment_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    given_at DATETIME NOT NULL,
    CONSTRAINT pk_amendment_support PRIMARY KEY (amendment_id, person_id),
    CONSTRAINT fk_amendment_support_amendment_id_amendment FOREIGN KEY(amendment_id) REFERENCES amendment (id) ON DELETE RESTRICT,
    CONSTRAINT fk_amendment_support_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_amendment_support_person_id ON amendment_support (person_id)
--;
CREATE TABLE decision (
    id INTEGER NOT NULL,
    reference VARCHAR(20) NOT NULL,
    space_id INTEGER NOT NULL,
    kind VARCHAR(32) NOT NULL,
    proposal_id INTEGER,
    gate VARCHAR(80) NOT NULL,
    group_id INTEGER,
    theme_id INTEGER,
    charter_id INTEGER NOT NULL,
    draft_id INTEGER,
    answer_id INTEGER,
    follows_id INTEGER,
    question VARCHAR(300) NOT NULL,
    lang VARCHAR(8) NOT NULL,
    details TEXT NOT NULL,
    details_html TEXT NOT NULL,
    easy_summary VARCHAR(600) NOT NULL,
    easy_html TEXT NOT NULL,
    version INTEGER NOT NULL,
    method VARCHAR(32) NOT NULL,
    "by" VARCHAR(32) NOT NULL,
    ballots VARCHAR(32) NOT NULL,
    results VARCHAR(32) NOT NULL,
    rule JSON NOT NULL,
    options JSON NOT NULL,
    state VARCHAR(32) NOT NULL,
    opened_by INTEGER,
    opened_at DATETIME NOT NULL,
    closes_on DATE NOT NULL,
    closes_at DATETIME NOT NULL,
    closed_at DATETIME,
    roll INTEGER NOT NULL,
    roll_digest VARCHAR(64) NOT NULL,
    ballot_key VARCHAR(64),
    outcome VARCHAR(32),
    result JSON,
    file_digest VARCHAR(64) NOT NULL,
    step VARCHAR(32),
    step_since DATETIME,
    step_on DATE,
    step_until DATETIME,
    round INTEGER NOT NULL,
    facilitator_id INTEGER,
    review_on DATE,
    reviewed_at DATETIME,
    reminded_for DATE,
    external_url VARCHAR(200) NOT NULL,
    external_digest VARCHAR(128) NOT NULL,
    conclusion TEXT NOT NULL,
    conclusion_html TEXT NOT NULL,
    CONSTRAINT pk_decision PRIMARY KEY (id),
    CONSTRAINT uq_decision_reference UNIQUE (reference),
    CONSTRAINT ck_decision_closed_at_when_closed CHECK ((state = 'open') = (closed_at IS NULL)),
    CONSTRAINT ck_decision_no_key_once_closed CHECK (state = 'open' OR ballot_key IS NULL),
    CONSTRAINT ck_decision_closes_after_it_opens CHECK (closes_at > opened_at),
    CONSTRAINT ck_decision_a_gate_has_a_proposal CHECK (kind <> 'gate' OR proposal_id IS NOT NULL),
    CONSTRAINT fk_decision_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT ck_decision_decisionkind CHECK (kind IN ('gate', 'charter', 'question', 'appeal', 'review', 'external')),
    CONSTRAINT fk_decision_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_decision_group_id_work_group FOREIGN KEY(group_id) REFERENCES work_group (id) ON DELETE RESTRICT,
    CONSTRAINT fk_decision_theme_id_theme FOREIGN KEY(theme_id) REFERENCES theme (id) ON DELETE RESTRICT,
    CONSTRAINT fk_decision_charter_id_charter FOREIGN KEY(charter_id) REFERENCES charter (id) ON DELETE RESTRICT,
    CONSTRAINT fk_decision_draft_id_charter_draft FOREIGN KEY(draft_id) REFERENCES charter_draft (id) ON DELETE RESTRICT,
    CONSTRAINT fk_decision_answer_id_gate_answer FOREIGN KEY(answer_id) REFERENCES gate_answer (id) ON DELETE RESTRICT,
    CONSTRAINT fk_decision_follows_id_decision FOREIGN KEY(follows_id) REFERENCES decision (id) ON DELETE RESTRICT,
    CONSTRAINT ck_decision_method CHECK (method IN ('consent', 'majority', 'majority_judgment', 'approval', 'schulze', 'steering')),
    CONSTRAINT ck_decision_electorate CHECK ("by" IN ('members', 'representatives', 'steering', 'group', 'carriers')),
    CONSTRAINT ck_decision_ballots CHECK (ballots IN ('secret', 'public')),
    CONSTRAINT ck_decision_results CHECK (results IN ('at_close', 'live')),
    CONSTRAINT ck_decision_decisionstate CHECK (state IN ('open', 'closed', 'annulled')),
    CONSTRAINT fk_decision_opened_by_person FOREIGN KEY(opened_by) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT ck_decision_consentstep CHECK (step IN ('presentation', 'clarification', 'reactions', 'amend', 'objections', 'integration', 'adopted', 'adopted_with_reservations', 'returned', 'fallback_vote', 'withdrawn')),
    CONSTRAINT fk_decision_facilitator_id_person FOREIGN KEY(facilitator_id) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_decision_review_on ON decision (review_on)
--;
CREATE INDEX ix_decision_list ON decision (state, closes_at DESC, id DESC)
--;
CREATE INDEX ix_decision_follows_id ON decision (follows_id)
--;
CREATE INDEX ix_decision_group_id ON decision (group_id)
--;
CREATE UNIQUE INDEX uq_decision_gate ON decision (proposal_id, gate) WHERE state = 'open' AND proposal_id IS NOT NULL AND kind <> 'question'
--;
CREATE INDEX ix_decision_proposal_id ON decision (proposal_id)
--;
CREATE TABLE comment (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    space_id INTEGER NOT NULL,
    proposal_id INTEGER NOT NULL,
    parent_id INTEGER,
    amendment_id INTEGER,
    author_id INTEGER,
    source_id INTEGER,
    structure_id INTEGER,
    stance VARCHAR(32) NOT NULL,
    body VARCHAR(4000) NOT NULL,
    html TEXT NOT NULL,
    lang VARCHAR(8) NOT NULL,
    state VARCHAR(32) NOT NULL,
    needs_answer BOOLEAN NOT NULL,
    replies INTEGER NOT NULL,
    marks INTEGER DEFAULT '0' NOT NULL,
    created_at DATETIME NOT NULL,
    edited_at DATETIME,
    CONSTRAINT ck_comment_somebody_wrote_it CHECK (author_id IS NOT NULL OR source_id IS NOT NULL),
    CONSTRAINT ck_comment_marks_not_negative CHECK (marks >= 0),
    CONSTRAINT fk_comment_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT fk_comment_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_comment_parent_id_comment FOREIGN KEY(parent_id) REFERENCES comment (id) ON DELETE RESTRICT,
    CONSTRAINT fk_comment_amendment_id_amendment FOREIGN KEY(amendment_id) REFERENCES amendment (id) ON DELETE RESTRICT,
    CONSTRAINT fk_comment_author_id_person FOREIGN KEY(author_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT fk_comment_source_id_source FOREIGN KEY(source_id) REFERENCES source (id) ON DELETE RESTRICT,
    CONSTRAINT fk_comment_structure_id_structure FOREIGN KEY(structure_id) REFERENCES structure (id) ON DELETE RESTRICT,
    CONSTRAINT ck_comment_stance CHECK (stance IN ('for', 'against', 'question', 'neutral')),
    CONSTRAINT ck_comment_contentstate CHECK (state IN ('visible', 'hidden'))
)
--;
CREATE INDEX ix_comment_replies ON comment (parent_id, id)
--;
CREATE INDEX ix_comment_side ON comment (proposal_id, parent_id, stance, marks DESC, id DESC)
--;
CREATE INDEX ix_comment_author_id ON comment (author_id)
--;
CREATE INDEX ix_comment_waiting ON comment (proposal_id, id) WHERE needs_answer = 1
--;
CREATE INDEX ix_comment_thread ON comment (proposal_id, parent_id, id)
--;
CREATE INDEX ix_comment_useful ON comment (proposal_id, parent_id, marks DESC, id DESC)
--;
CREATE INDEX ix_comment_amendment_id ON comment (amendment_id)
--;
CREATE TABLE measure (
    id INTEGER NOT NULL,
    indicator_id INTEGER NOT NULL,
    measured_on DATE NOT NULL,
    value VARCHAR(40) NOT NULL,
    note VARCHAR(200) NOT NULL,
    created_by INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_measure PRIMARY KEY (id),
    CONSTRAINT fk_measure_indicator_id_indicator FOREIGN KEY(indicator_id) REFERENCES indicator (id) ON DELETE RESTRICT,
    CONSTRAINT fk_measure_created_by_person FOREIGN KEY(created_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_measure_indicator_id ON measure (indicator_id)
--;
CREATE TABLE group_member (
    id INTEGER NOT NULL,
    group_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    structure_id INTEGER,
    role VARCHAR(32) NOT NULL,
    asked_role VARCHAR(32),
    from_at DATETIME NOT NULL,
    until_at DATETIME,
    CONSTRAINT pk_group_member PRIMARY KEY (id),
    CONSTRAINT fk_group_member_group_id_work_group FOREIGN KEY(group_id) REFERENCES work_group (id) ON DELETE RESTRICT,
    CONSTRAINT fk_group_member_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT fk_group_member_structure_id_structure FOREIGN KEY(structure_id) REFERENCES structure (id) ON DELETE RESTRICT,
    CONSTRAINT ck_group_member_grouprole CHECK (role IN ('lead', 'facilitator', 'secretary', 'treasurer', 'member')),
    CONSTRAINT ck_group_member_asked_grouprole CHECK (asked_role IN ('lead', 'facilitator', 'secretary', 'treasurer', 'member'))
)
--;
CREATE INDEX ix_group_member_person_id ON group_member (person_id)
--;
CREATE UNIQUE INDEX uq_group_member_live ON group_member (group_id, person_id) WHERE until_at IS NULL
--;
CREATE TABLE meeting (
    id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    group_id INTEGER NOT NULL,
    title VARCHAR(160) NOT NULL,
    starts_at DATETIME NOT NULL,
    ends_at DATETIME NOT NULL,
    where_text VARCHAR(200) NOT NULL,
    place_id INTEGER,
    agenda VARCHAR(8000) NOT NULL,
    agenda_html TEXT NOT NULL,
    minutes TEXT NOT NULL,
    minutes_html TEXT NOT NULL,
    minutes_at DATETIME,
    minutes_by INTEGER,
    minutes_edited_at DATETIME,
    state VARCHAR(32) NOT NULL,
    created_by INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_meeting PRIMARY KEY (id),
    CONSTRAINT ck_meeting_ends_after_it_starts CHECK (ends_at > starts_at),
    CONSTRAINT ck_meeting_minutes_of_a_held_meeting CHECK (minutes_at IS NULL OR state = 'held'),
    CONSTRAINT fk_meeting_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT fk_meeting_group_id_work_group FOREIGN KEY(group_id) REFERENCES work_group (id) ON DELETE RESTRICT,
    CONSTRAINT fk_meeting_place_id_place FOREIGN KEY(place_id) REFERENCES place (id) ON DELETE RESTRICT,
    CONSTRAINT fk_meeting_minutes_by_person FOREIGN KEY(minutes_by) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT ck_meeting_meetingstate CHECK (state IN ('planned', 'held', 'cancelled')),
    CONSTRAINT fk_meeting_created_by_person FOREIGN KEY(created_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_meeting_group_id ON meeting (group_id)
--;
CREATE TABLE report (
    id INTEGER NOT NULL,
    case_id INTEGER NOT NULL,
    reporter_id INTEGER,
    reporter_tag VARCHAR(64) NOT NULL,
    ground VARCHAR(32) NOT NULL,
    note VARCHAR(2000) NOT NULL,
    receipt VARCHAR(16) NOT NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_report PRIMARY KEY (id),
    CONSTRAINT uq_report_case_id_reporter_tag UNIQUE (case_id, reporter_tag),
    CONSTRAINT fk_report_case_id_moderation_case FOREIGN KEY(case_id) REFERENCES moderation_case (id) ON DELETE RESTRICT,
    CONSTRAINT fk_report_reporter_id_person FOREIGN KEY(reporter_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT ck_report_ground CHECK (ground IN ('illegal', 'hate', 'harassment', 'personal_data', 'advertising', 'off_topic', 'false', 'other'))
)
--;
CREATE INDEX ix_report_case_id ON report (case_id)
--;
CREATE TABLE verdict (
    id INTEGER NOT NULL,
    case_id INTEGER NOT NULL,
    round INTEGER NOT NULL,
    moderator_id INTEGER NOT NULL,
    verdict VARCHAR(32) NOT NULL,
    ground VARCHAR(32),
    explanation VARCHAR(2000) NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_verdict PRIMARY KEY (id),
    CONSTRAINT uq_verdict_case_id_round UNIQUE (case_id, round),
    CONSTRAINT ck_verdict_explained CHECK (length(explanation) > 0),
    CONSTRAINT ck_verdict_ground_given CHECK (verdict = 'dismiss' OR ground IS NOT NULL),
    CONSTRAINT fk_verdict_case_id_moderation_case FOREIGN KEY(case_id) REFERENCES moderation_case (id) ON DELETE RESTRICT,
    CONSTRAINT fk_verdict_moderator_id_person FOREIGN KEY(moderator_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT ck_verdict_verdict CHECK (verdict IN ('dismiss', 'hide', 'restore')),
    CONSTRAINT ck_verdict_ground CHECK (ground IN ('illegal', 'hate', 'harassment', 'personal_data', 'advertising', 'off_topic', 'false', 'other'))
)
--;
CREATE TABLE revision (
    id INTEGER NOT NULL,
    proposal_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    title VARCHAR(160) NOT NULL,
    fields JSON NOT NULL,
    html JSON NOT NULL,
    said JSON NOT NULL,
    note VARCHAR(200) NOT NULL,
    minor BOOLEAN NOT NULL,
    amendment_id INTEGER,
    author_id INTEGER,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_revision PRIMARY KEY (id),
    CONSTRAINT uq_revision_proposal_id_number UNIQUE (proposal_id, number),
    CONSTRAINT fk_revision_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_revision_amendment_id_amendment FOREIGN KEY(amendment_id) REFERENCES amendment (id) ON DELETE RESTRICT,
    CONSTRAINT fk_revision_author_id_person FOREIGN KEY(author_id) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_revision_amendment_id ON revision (amendment_id)
--;
CREATE TABLE draft (
    id INTEGER NOT NULL,
    "key" VARCHAR(32) NOT NULL,
    person_id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    track VARCHAR(32) NOT NULL,
    proposal_id INTEGER,
    amendment_id INTEGER,
    split_from_id INTEGER,
    fields JSON NOT NULL,
    number INTEGER NOT NULL,
    notices INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    CONSTRAINT pk_draft PRIMARY KEY (id),
    CONSTRAINT uq_draft_person_id_key UNIQUE (person_id, "key"),
    CONSTRAINT fk_draft_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT fk_draft_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT fk_draft_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_draft_amendment_id_amendment FOREIGN KEY(amendment_id) REFERENCES amendment (id) ON DELETE RESTRICT,
    CONSTRAINT fk_draft_split_from_id_proposal FOREIGN KEY(split_from_id) REFERENCES proposal (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_draft_expires_at ON draft (expires_at)
--;
CREATE INDEX ix_draft_person_id ON draft (person_id)
--;
CREATE TABLE carrier (
    id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    proposal_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    structure_id INTEGER,
    invited_by INTEGER,
    invited_at DATETIME NOT NULL,
    accepted_at DATETIME,
    declined_at DATETIME,
    left_at DATETIME,
    merge_id INTEGER,
    CONSTRAINT pk_carrier PRIMARY KEY (id),
    CONSTRAINT ck_carrier_accepted_or_declined CHECK (accepted_at IS NULL OR declined_at IS NULL),
    CONSTRAINT fk_carrier_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT fk_carrier_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_carrier_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT fk_carrier_structure_id_structure FOREIGN KEY(structure_id) REFERENCES structure (id) ON DELETE RESTRICT,
    CONSTRAINT fk_carrier_invited_by_person FOREIGN KEY(invited_by) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT fk_carrier_merge_id_merge FOREIGN KEY(merge_id) REFERENCES merge (id) ON DELETE RESTRICT
)
--;
CREATE UNIQUE INDEX uq_carrier_live ON carrier (proposal_id, person_id) WHERE left_at IS NULL AND declined_at IS NULL
--;
CREATE INDEX ix_carrier_merge_id ON carrier (merge_id)
--;
CREATE INDEX ix_carrier_proposal_id ON carrier (proposal_id)
--;
CREATE INDEX ix_carrier_person_id ON carrier (person_id)
--;
CREATE TABLE support (
    proposal_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    place_id INTEGER,
    structure_id INTEGER,
    college VARCHAR(40) NOT NULL,
    version INTEGER NOT NULL,
    given_on DATE NOT NULL,
    merge_id INTEGER,
    CONSTRAINT pk_support PRIMARY KEY (proposal_id, person_id),
    CONSTRAINT fk_support_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_support_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT fk_support_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT fk_support_place_id_place FOREIGN KEY(place_id) REFERENCES place (id) ON DELETE RESTRICT,
    CONSTRAINT fk_support_structure_id_structure FOREIGN KEY(structure_id) REFERENCES structure (id) ON DELETE RESTRICT,
    CONSTRAINT fk_support_merge_id_merge FOREIGN KEY(merge_id) REFERENCES merge (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_support_merge_id ON support (merge_id)
--;
CREATE INDEX ix_support_person_id ON support (person_id)
--;
CREATE INDEX ix_support_version ON support (proposal_id, version)
--;
CREATE TABLE passage (
    id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    proposal_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    gate VARCHAR(80) NOT NULL,
    from_stage VARCHAR(32) NOT NULL,
    to_stage VARCHAR(32) NOT NULL,
    report JSON NOT NULL,
    charter_id INTEGER NOT NULL,
    answer_id INTEGER,
    moved_by INTEGER,
    at DATETIME NOT NULL,
    CONSTRAINT pk_passage PRIMARY KEY (id),
    CONSTRAINT uq_passage_proposal_id_number UNIQUE (proposal_id, number),
    CONSTRAINT fk_passage_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT fk_passage_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_passage_charter_id_charter FOREIGN KEY(charter_id) REFERENCES charter (id) ON DELETE RESTRICT,
    CONSTRAINT fk_passage_answer_id_gate_answer FOREIGN KEY(answer_id) REFERENCES gate_answer (id) ON DELETE RESTRICT,
    CONSTRAINT fk_passage_moved_by_person FOREIGN KEY(moved_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE TABLE document_file (
    document_id INTEGER NOT NULL,
    data BLOB NOT NULL,
    CONSTRAINT pk_document_file PRIMARY KEY (document_id),
    CONSTRAINT fk_document_file_document_id_document FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT
)
--;
CREATE TABLE attachment (
    id INTEGER NOT NULL,
    proposal_id INTEGER NOT NULL,
    meeting_id INTEGER,
    kind VARCHAR(32) NOT NULL,
    title VARCHAR(300) NOT NULL,
    caption VARCHAR(200) NOT NULL,
    media_type VARCHAR(120) NOT NULL,
    ending VARCHAR(8) NOT NULL,
    size INTEGER NOT NULL,
    digest VARCHAR(64) NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    words TEXT NOT NULL,
    read_at DATETIME,
    added_by INTEGER NOT NULL,
    added_at DATETIME NOT NULL,
    state VARCHAR(32) NOT NULL,
    removed_at DATETIME,
    removed_by INTEGER,
    removal_reason VARCHAR(2000) NOT NULL,
    CONSTRAINT pk_attachment PRIMARY KEY (id),
    CONSTRAINT ck_attachment_a_picture_has_a_size CHECK ((kind = 'image') = (width > 0 AND height > 0)),
    CONSTRAINT fk_attachment_proposal_id_proposal FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE RESTRICT,
    CONSTRAINT fk_attachment_meeting_id_meeting FOREIGN KEY(meeting_id) REFERENCES meeting (id) ON DELETE RESTRICT,
    CONSTRAINT ck_attachment_attachmentkind CHECK (kind IN ('image', 'document')),
    CONSTRAINT fk_attachment_added_by_person FOREIGN KEY(added_by) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT ck_attachment_contentstate CHECK (state IN ('visible', 'hidden')),
    CONSTRAINT fk_attachment_removed_by_person FOREIGN KEY(removed_by) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_attachment_list ON attachment (proposal_id, id)
--;
CREATE INDEX ix_attachment_meeting_id ON attachment (meeting_id)
--;
CREATE INDEX ix_attachment_unread ON attachment (id) WHERE read_at IS NULL
--;
CREATE INDEX ix_attachment_author ON attachment (added_by, added_at)
--;
CREATE TABLE roll_entry (
    decision_id INTEGER NOT NULL,
    voice VARCHAR(24) NOT NULL,
    person_id INTEGER NOT NULL,
    structure_id INTEGER,
    college VARCHAR(40) NOT NULL,
    ground VARCHAR(32) NOT NULL,
    recused BOOLEAN NOT NULL,
    answered BOOLEAN NOT NULL,
    CONSTRAINT pk_roll_entry PRIMARY KEY (decision_id, voice, person_id),
    CONSTRAINT fk_roll_entry_decision_id_decision FOREIGN KEY(decision_id) REFERENCES decision (id) ON DELETE RESTRICT,
    CONSTRAINT fk_roll_entry_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT fk_roll_entry_structure_id_structure FOREIGN KEY(structure_id) REFERENCES structure (id) ON DELETE RESTRICT,
    CONSTRAINT ck_roll_entry_rollground CHECK (ground IN ('member', 'representative', 'steering', 'group', 'carrier', 'added'))
)
--;
CREATE INDEX ix_roll_entry_person_id ON roll_entry (person_id)
--;
CREATE TABLE ballot (
    decision_id INTEGER NOT NULL,
    voice_tag VARCHAR(64) NOT NULL,
    by_tag VARCHAR(64) NOT NULL,
    receipt VARCHAR(24) NOT NULL,
    college VARCHAR(40) NOT NULL,
    choice JSON NOT NULL,
    version INTEGER NOT NULL,
    person_id INTEGER,
    structure_id INTEGER,
    reason VARCHAR(2000) NOT NULL,
    CONSTRAINT pk_ballot PRIMARY KEY (decision_id, voice_tag),
    CONSTRAINT uq_ballot_decision_id_by_tag UNIQUE (decision_id, by_tag),
    CONSTRAINT uq_ballot_decision_id_receipt UNIQUE (decision_id, receipt),
    CONSTRAINT fk_ballot_decision_id_decision FOREIGN KEY(decision_id) REFERENCES decision (id) ON DELETE RESTRICT,
    CONSTRAINT fk_ballot_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT fk_ballot_structure_id_structure FOREIGN KEY(structure_id) REFERENCES structure (id) ON DELETE RESTRICT
)
 WITHOUT ROWID
--;
CREATE TABLE decision_file (
    decision_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT pk_decision_file PRIMARY KEY (decision_id),
    CONSTRAINT fk_decision_file_decision_id_decision FOREIGN KEY(decision_id) REFERENCES decision (id) ON DELETE RESTRICT
)
--;
CREATE TABLE decision_note (
    id INTEGER NOT NULL,
    decision_id INTEGER NOT NULL,
    kind VARCHAR(32) NOT NULL,
    reason VARCHAR(2000) NOT NULL,
    until DATE,
    person_id INTEGER,
    by_id INTEGER,
    at DATETIME NOT NULL,
    CONSTRAINT pk_decision_note PRIMARY KEY (id),
    CONSTRAINT fk_decision_note_decision_id_decision FOREIGN KEY(decision_id) REFERENCES decision (id) ON DELETE RESTRICT,
    CONSTRAINT ck_decision_note_decisionnote CHECK (kind IN ('deadline', 'added', 'recused', 'annulled')),
    CONSTRAINT fk_decision_note_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT fk_decision_note_by_id_person FOREIGN KEY(by_id) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_decision_note_decision_id ON decision_note (decision_id)
--;
CREATE TABLE comment_version (
    id INTEGER NOT NULL,
    comment_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    author_id INTEGER,
    body VARCHAR(4000) NOT NULL,
    html TEXT NOT NULL,
    written_at DATETIME NOT NULL,
    replaced_at DATETIME NOT NULL,
    CONSTRAINT pk_comment_version PRIMARY KEY (id),
    CONSTRAINT uq_comment_version_comment_id_number UNIQUE (comment_id, number),
    CONSTRAINT fk_comment_version_comment_id_comment FOREIGN KEY(comment_id) REFERENCES comment (id) ON DELETE RESTRICT,
    CONSTRAINT fk_comment_version_author_id_person FOREIGN KEY(author_id) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_comment_version_author_id ON comment_version (author_id)
--;
CREATE TABLE comment_mark (
    comment_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    given_on DATE NOT NULL,
    CONSTRAINT pk_comment_mark PRIMARY KEY (comment_id, person_id),
    CONSTRAINT fk_comment_mark_comment_id_comment FOREIGN KEY(comment_id) REFERENCES comment (id) ON DELETE RESTRICT,
    CONSTRAINT fk_comment_mark_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_comment_mark_person_id ON comment_mark (person_id)
--;
CREATE TABLE comment_mention (
    comment_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    name VARCHAR(121) NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_comment_mention PRIMARY KEY (comment_id, person_id),
    CONSTRAINT fk_comment_mention_comment_id_comment FOREIGN KEY(comment_id) REFERENCES comment (id) ON DELETE RESTRICT,
    CONSTRAINT fk_comment_mention_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_comment_mention_person_id ON comment_mention (person_id)
--;
CREATE TABLE attendance (
    meeting_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    present BOOLEAN NOT NULL,
    CONSTRAINT pk_attendance PRIMARY KEY (meeting_id, person_id),
    CONSTRAINT fk_attendance_meeting_id_meeting FOREIGN KEY(meeting_id) REFERENCES meeting (id) ON DELETE RESTRICT,
    CONSTRAINT fk_attendance_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_attendance_person_id ON attendance (person_id)
--;
CREATE TABLE commitment (
    id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    group_id INTEGER NOT NULL,
    meeting_id INTEGER,
    person_id INTEGER NOT NULL,
    text VARCHAR(200) NOT NULL,
    due_on DATE,
    state VARCHAR(32) NOT NULL,
    created_at DATETIME NOT NULL,
    settled_at DATETIME,
    CONSTRAINT pk_commitment PRIMARY KEY (id),
    CONSTRAINT fk_commitment_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
    CONSTRAINT fk_commitment_group_id_work_group FOREIGN KEY(group_id) REFERENCES work_group (id) ON DELETE RESTRICT,
    CONSTRAINT fk_commitment_meeting_id_meeting FOREIGN KEY(meeting_id) REFERENCES meeting (id) ON DELETE RESTRICT,
    CONSTRAINT fk_commitment_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT ck_commitment_commitmentstate CHECK (state IN ('offered', 'accepted', 'done', 'dropped'))
)
--;
CREATE INDEX ix_commitment_meeting_id ON commitment (meeting_id)
--;
CREATE INDEX ix_commitment_person_id ON commitment (person_id)
--;
CREATE INDEX ix_commitment_group_id ON commitment (group_id)
--;
CREATE TABLE author_answer (
    id INTEGER NOT NULL,
    verdict_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    body VARCHAR(2000) NOT NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_author_answer PRIMARY KEY (id),
    CONSTRAINT uq_author_answer_verdict_id UNIQUE (verdict_id),
    CONSTRAINT fk_author_answer_verdict_id_verdict FOREIGN KEY(verdict_id) REFERENCES verdict (id) ON DELETE RESTRICT,
    CONSTRAINT fk_author_answer_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE TABLE round_word (
    id INTEGER NOT NULL,
    decision_id INTEGER NOT NULL,
    round INTEGER NOT NULL,
    step VARCHAR(32) NOT NULL,
    parent_id INTEGER,
    author_id INTEGER NOT NULL,
    text VARCHAR(2000) NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_round_word PRIMARY KEY (id),
    CONSTRAINT fk_round_word_decision_id_decision FOREIGN KEY(decision_id) REFERENCES decision (id) ON DELETE RESTRICT,
    CONSTRAINT ck_round_word_consentstep CHECK (step IN ('presentation', 'clarification', 'reactions', 'amend', 'objections', 'integration', 'adopted', 'adopted_with_reservations', 'returned', 'fallback_vote', 'withdrawn')),
    CONSTRAINT fk_round_word_parent_id_round_word FOREIGN KEY(parent_id) REFERENCES round_word (id) ON DELETE RESTRICT,
    CONSTRAINT fk_round_word_author_id_person FOREIGN KEY(author_id) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE INDEX ix_round_word_decision_id ON round_word (decision_id)
--;
CREATE TABLE objection (
    id INTEGER NOT NULL,
    decision_id INTEGER NOT NULL,
    round INTEGER NOT NULL,
    voice VARCHAR(24) NOT NULL,
    author_id INTEGER NOT NULL,
    structure_id INTEGER,
    harm VARCHAR(2000) NOT NULL,
    purpose VARCHAR(2000) NOT NULL,
    facts VARCHAR(2000) NOT NULL,
    lift VARCHAR(2000) NOT NULL,
    state VARCHAR(32) NOT NULL,
    tests INTEGER NOT NULL,
    contest VARCHAR(2000) NOT NULL,
    closing VARCHAR(2000) NOT NULL,
    version INTEGER,
    raised_at DATETIME NOT NULL,
    settled_at DATETIME,
    CONSTRAINT pk_objection PRIMARY KEY (id),
    CONSTRAINT fk_objection_decision_id_decision FOREIGN KEY(decision_id) REFERENCES decision (id) ON DELETE RESTRICT,
    CONSTRAINT fk_objection_author_id_person FOREIGN KEY(author_id) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT fk_objection_structure_id_structure FOREIGN KEY(structure_id) REFERENCES structure (id) ON DELETE RESTRICT,
    CONSTRAINT ck_objection_objectionstate CHECK (state IN ('raised', 'valid', 'not_valid', 'contested', 'amended', 'integrated', 'withdrawn'))
)
--;
CREATE UNIQUE INDEX uq_objection_live ON objection (decision_id, voice) WHERE state IN ('raised','valid','contested','amended')
--;
CREATE INDEX ix_objection_decision_id ON objection (decision_id)
--;
CREATE TABLE attachment_file (
    attachment_id INTEGER NOT NULL,
    version VARCHAR(8) NOT NULL,
    width INTEGER NOT NULL,
    data BLOB NOT NULL,
    CONSTRAINT pk_attachment_file PRIMARY KEY (attachment_id, version),
    CONSTRAINT fk_attachment_file_attachment_id_attachment FOREIGN KEY(attachment_id) REFERENCES attachment (id) ON DELETE RESTRICT
)
--;
CREATE TABLE objection_test (
    objection_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    harms_purpose BOOLEAN NOT NULL,
    caused_by_it BOOLEAN NOT NULL,
    not_safe_enough BOOLEAN NOT NULL,
    from_the_role BOOLEAN NOT NULL,
    reason VARCHAR(2000) NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_objection_test PRIMARY KEY (objection_id, number, person_id),
    CONSTRAINT fk_objection_test_objection_id_objection FOREIGN KEY(objection_id) REFERENCES objection (id) ON DELETE RESTRICT,
    CONSTRAINT fk_objection_test_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE RESTRICT
)
--;
CREATE TRIGGER event_no_UPDATE BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'event is append-only'); END
--;
CREATE TRIGGER event_no_DELETE BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'event is append-only'); END
--;
CREATE TRIGGER passage_no_UPDATE BEFORE UPDATE ON passage
BEGIN SELECT RAISE(ABORT, 'passage is append-only'); END
--;
CREATE TRIGGER passage_no_DELETE BEFORE DELETE ON passage
BEGIN SELECT RAISE(ABORT, 'passage is append-only'); END
--;
CREATE TRIGGER gate_answer_no_UPDATE BEFORE UPDATE ON gate_answer
BEGIN SELECT RAISE(ABORT, 'gate_answer is append-only'); END
--;
CREATE TRIGGER gate_answer_no_DELETE BEFORE DELETE ON gate_answer
BEGIN SELECT RAISE(ABORT, 'gate_answer is append-only'); END
--;
CREATE TRIGGER charter_no_UPDATE BEFORE UPDATE ON charter
BEGIN SELECT RAISE(ABORT, 'charter is append-only'); END
--;
CREATE TRIGGER charter_no_DELETE BEFORE DELETE ON charter
BEGIN SELECT RAISE(ABORT, 'charter is append-only'); END
--;
CREATE TRIGGER decision_file_no_UPDATE BEFORE UPDATE ON decision_file
BEGIN SELECT RAISE(ABORT, 'decision_file is append-only'); END
--;
CREATE TRIGGER decision_file_no_DELETE BEFORE DELETE ON decision_file
BEGIN SELECT RAISE(ABORT, 'decision_file is append-only'); END
--;
CREATE TRIGGER decision_note_no_UPDATE BEFORE UPDATE ON decision_note
BEGIN SELECT RAISE(ABORT, 'decision_note is append-only'); END
--;
CREATE TRIGGER decision_note_no_DELETE BEFORE DELETE ON decision_note
BEGIN SELECT RAISE(ABORT, 'decision_note is append-only'); END
--;
CREATE TRIGGER decision_closed_DELETE BEFORE DELETE ON decision WHEN OLD.closed_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed decision does not change'); END
--;
CREATE TRIGGER decision_closed_UPDATE BEFORE UPDATE ON decision WHEN OLD.closed_at IS NOT NULL AND (OLD.question IS NOT NEW.question OR OLD.easy_summary IS NOT NEW.easy_summary OR OLD.rule IS NOT NEW.rule OR OLD.options IS NOT NEW.options OR OLD.version IS NOT NEW.version OR OLD.closes_at IS NOT NEW.closes_at OR OLD.closed_at IS NOT NEW.closed_at OR OLD.state IS NOT NEW.state OR OLD.roll IS NOT NEW.roll OR OLD.roll_digest IS NOT NEW.roll_digest OR OLD.outcome IS NOT NEW.outcome OR OLD.file_digest IS NOT NEW.file_digest OR OLD.ballot_key IS NOT NEW.ballot_key)
BEGIN SELECT RAISE(ABORT, 'a closed decision does not change'); END
--;
CREATE TRIGGER ballot_closed_INSERT BEFORE INSERT ON ballot
WHEN (SELECT closed_at FROM decision WHERE id = NEW.decision_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'the ballots of a closed decision do not change'); END
--;
CREATE TRIGGER ballot_closed_UPDATE BEFORE UPDATE ON ballot
WHEN (SELECT closed_at FROM decision WHERE id = OLD.decision_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'the ballots of a closed decision do not change'); END
--;
CREATE TRIGGER ballot_closed_DELETE BEFORE DELETE ON ballot
WHEN (SELECT closed_at FROM decision WHERE id = OLD.decision_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'the ballots of a closed decision do not change'); END
