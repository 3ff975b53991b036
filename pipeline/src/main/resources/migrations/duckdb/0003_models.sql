-- What models answered about items, and what their calls used.
ALTER TABLE item_digests ADD COLUMN model_facets JSON;

CREATE TABLE model_use (
    team_id BIGINT NOT NULL,
    work VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    model VARCHAR NOT NULL,
    called_at TIMESTAMP NOT NULL,
    calls BIGINT NOT NULL,
    input_tokens BIGINT NOT NULL,
    output_tokens BIGINT NOT NULL,
    input_chars BIGINT NOT NULL,
    cost_usd DOUBLE
);
