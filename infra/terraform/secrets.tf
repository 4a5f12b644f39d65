locals {
  # Fixed names and keys. The values are ephemeral: they reach Secrets Manager, and neither a plan nor the state.
  secret_values = {
    ghcr = { username = var.ghcr_username, password = var.ghcr_pat }
    confluent = {
      bootstrap_servers = var.confluent_bootstrap_servers
      api_key           = var.confluent_api_key
      api_secret        = var.confluent_api_secret
    }
    couchbase = {
      host     = var.couchbase_host
      bucket   = var.couchbase_bucket
      username = var.couchbase_username
      password = var.couchbase_password
    }
    access = { auth_tokens = var.auth_tokens, metrics_token = var.metrics_token }
  }

  secret_names = {
    ghcr      = "${var.project_name}-ghcr-credentials"
    confluent = "${var.project_name}-confluent-credentials"
    couchbase = "${var.project_name}-couchbase-credentials"
    access    = "${var.project_name}-access-tokens"
  }

  # The variable, and where its value is: secret and JSON key.
  injected = { for variable, from in {
    KAFKA_BOOTSTRAP_SERVERS = ["confluent", "bootstrap_servers"]
    CONFLUENT_API_KEY       = ["confluent", "api_key"]
    CONFLUENT_API_SECRET    = ["confluent", "api_secret"]
    COUCHBASE_HOST          = ["couchbase", "host"]
    COUCHBASE_BUCKET        = ["couchbase", "bucket"]
    COUCHBASE_USERNAME      = ["couchbase", "username"]
    COUCHBASE_PASSWORD      = ["couchbase", "password"]
    AUTH_TOKENS             = ["access", "auth_tokens"]
  } : variable => { secret_arn = aws_secretsmanager_secret.this[from[0]].arn, key = from[1] } }
}

resource "aws_secretsmanager_secret" "this" {
  for_each = local.secret_names

  name                    = each.value
  recovery_window_in_days = 7
}

resource "aws_secretsmanager_secret_version" "this" {
  for_each = local.secret_names

  secret_id                = aws_secretsmanager_secret.this[each.key].id
  secret_string_wo         = jsonencode(local.secret_values[each.key])
  secret_string_wo_version = var.secrets_revision
}
