# Fixed names: existing programs set these.

variable "project_name" {
  description = "Prefix of everything that is created here, of the secrets' names too."
  type        = string
  default     = "orderdeck"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,17}[a-z0-9]$", var.project_name))
    error_message = "project_name needs 3 to 19 of a-z, 0-9 and -, the first a letter, the last no hyphen: load balancers allow 32 in all."
  }
}

variable "ghcr_username" {
  description = "The GitHub user who pulls the image, or the organization that owns it."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$", var.ghcr_username))
    error_message = "ghcr_username needs to be a GitHub user or organization."
  }
}

variable "ghcr_pat" {
  description = "A GitHub token that may read packages, and nothing else."
  type        = string
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = length(trimspace(var.ghcr_pat)) >= 20
    error_message = "ghcr_pat needs a GitHub token with the scope read:packages."
  }
}

variable "confluent_bootstrap_servers" {
  description = "Kafka's bootstrap servers, host:port, several with commas between."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9.-]+:[0-9]{1,5}(?:,[A-Za-z0-9.-]+:[0-9]{1,5})*$", var.confluent_bootstrap_servers))
    error_message = "confluent_bootstrap_servers needs host:port, several with commas between and without a scheme."
  }
}

variable "confluent_api_key" {
  description = "Kafka's API key (SASL PLAIN)."
  type        = string
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = length(trimspace(var.confluent_api_key)) > 0
    error_message = "confluent_api_key must not be empty."
  }
}

variable "confluent_api_secret" {
  description = "The API key's secret."
  type        = string
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = length(trimspace(var.confluent_api_secret)) > 0
    error_message = "confluent_api_secret must not be empty."
  }
}

variable "couchbase_host" {
  description = "Couchbase's host, without a scheme. A host of cloud.couchbase.com is reached over TLS."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9.,-]+$", var.couchbase_host))
    error_message = "couchbase_host needs a host name without a scheme or port."
  }
}

variable "couchbase_bucket" {
  description = "Couchbase's bucket."
  type        = string
  default     = "order_analytics"

  validation {
    condition     = can(regex("^[A-Za-z0-9._%-]{1,100}$", var.couchbase_bucket))
    error_message = "couchbase_bucket needs 1 to 100 of A-Z a-z 0-9 . _ % -."
  }
}

variable "couchbase_username" {
  description = "A Couchbase user that may read, write and query the bucket, and for the setup create scopes, collections and indexes in it."
  type        = string
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = length(trimspace(var.couchbase_username)) > 0
    error_message = "couchbase_username must not be empty."
  }
}

variable "couchbase_password" {
  description = "Password of this user."
  type        = string
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = length(var.couchbase_password) > 0
    error_message = "couchbase_password must not be empty."
  }
}

# Access to the API.

variable "auth_tokens" {
  description = "Who may use the API: a comma list of name:role:sha256, as AUTH_TOKENS in the README. The hash is of the token."
  type        = string
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = can(regex("^[A-Za-z0-9._@-]{1,64}:(?:viewer|operator|admin):[0-9a-fA-F]{64}(?:,[A-Za-z0-9._@-]{1,64}:(?:viewer|operator|admin):[0-9a-fA-F]{64})*$", var.auth_tokens))
    error_message = "auth_tokens needs a comma list of name:role:sha256, the role one of viewer, operator, admin, the hash 64 hex digits (never the token itself)."
  }
}

variable "metrics_token" {
  description = "A viewer's token of auth_tokens with which a Prometheus outside of this cluster reads the metrics: External Secrets copies it for the Helm chart. ECS does not use it: leave it empty there."
  type        = string
  default     = ""
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = can(regex("^$|^[!-~]{20,}$", var.metrics_token))
    error_message = "metrics_token must be empty, or a token of at least 20 printable characters without spaces."
  }

  validation {
    condition     = var.metrics_token == "" || strcontains(lower(var.auth_tokens), sha256(var.metrics_token))
    error_message = "metrics_token needs an entry of auth_tokens with its SHA-256: otherwise the API refuses it."
  }
}

variable "secrets_revision" {
  description = "Raise it with every change of a secret: the new values are written, and all tasks are replaced."
  type        = number
  default     = 1

  validation {
    condition     = var.secrets_revision >= 1 && floor(var.secrets_revision) == var.secrets_revision
    error_message = "secrets_revision needs a whole number from 1."
  }
}

variable "certificate_arn" {
  description = "The load balancer's certificate, in ACM in the same region."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[0-9a-f-]+$", var.certificate_arn))
    error_message = "certificate_arn needs the ARN of a certificate in ACM."
  }
}

variable "allowed_cidrs" {
  description = "Networks from which the load balancer can be reached."
  type        = list(string)
  default     = ["0.0.0.0/0"]

  validation {
    condition     = length(var.allowed_cidrs) > 0 && alltrue([for cidr in var.allowed_cidrs : can(cidrhost(cidr, 0))])
    error_message = "allowed_cidrs needs at least one network, such as 203.0.113.0/24."
  }
}
