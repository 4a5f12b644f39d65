# Region and size.

variable "region" {
  description = "The region of AWS."
  type        = string
  default     = "eu-central-1"

  validation {
    condition     = can(regex("^[a-z]{2}(?:-[a-z]+)+-[0-9]$", var.region))
    error_message = "region needs a region of AWS, such as eu-central-1."
  }
}

variable "vpc_cidr" {
  description = "The VPC's network. Each zone takes a sixteenth of it twice: once public, once private."
  type        = string
  default     = "10.42.0.0/16"

  validation {
    condition     = can(cidrsubnet(var.vpc_cidr, 4, 15)) && try(tonumber(split("/", var.vpc_cidr)[1]) <= 22, false)
    error_message = "vpc_cidr needs a network of /22 or larger."
  }
}

variable "zone_count" {
  description = "Number of availability zones."
  type        = number
  default     = 3

  validation {
    condition     = contains([2, 3, 4], var.zone_count)
    error_message = "zone_count must be 2, 3 or 4."
  }
}

variable "nat_per_zone" {
  description = "A NAT gateway in each zone; false shares one, which is cheaper and fails with its zone."
  type        = bool
  default     = true
}

variable "image" {
  description = "The image that all services run, with a tag or a digest: ghcr.io/<owner>/orderdeck:<version>, as a release pushed it (docs/releases.md)."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9.:/_-]+(?::[A-Za-z0-9_][A-Za-z0-9._-]*|@sha256:[0-9a-f]{64})$", var.image)) && !endswith(var.image, ":latest")
    error_message = "image must be an image in lower case with a tag other than latest, or with a digest, such as ghcr.io/your-organization/orderdeck@sha256:…: what runs must be what was tested."
  }
}

variable "cpu_architecture" {
  description = "ARM64 or X86_64; the image is built for both."
  type        = string
  default     = "ARM64"

  validation {
    condition     = contains(["ARM64", "X86_64"], var.cpu_architecture)
    error_message = "cpu_architecture must be ARM64 or X86_64."
  }
}

variable "services" {
  description = "Differences from the defaults, by service: cpu (units), memory (MiB), min and max tasks, lag_per_task (records waiting per task), spot_percent (of the tasks beyond the first, on Fargate Spot; consumers only)."
  type = map(object({
    cpu          = optional(number)
    memory       = optional(number)
    min          = optional(number)
    max          = optional(number)
    lag_per_task = optional(number)
    spot_percent = optional(number)
  }))
  default = {}

  validation {
    condition     = length(setsubtract(keys(var.services), ["producer-svc", "fraud-svc", "payment-svc", "inventory-svc", "shipping-svc", "analytics-svc", "backend-svc"])) == 0
    error_message = "services must be named producer-svc, fraud-svc, payment-svc, inventory-svc, shipping-svc, analytics-svc or backend-svc."
  }

  validation {
    condition     = alltrue([for each in values(var.services) : coalesce(each.max, 1) <= 6 && coalesce(each.min, 1) >= 1])
    error_message = "services must have a min of at least 1 and a max of at most 6: a topic has 6 partitions, and a seventh member of a group would be idle."
  }

  validation {
    condition = alltrue([for name, each in var.services :
      coalesce(each.spot_percent, 0) == 0 || coalesce(each.spot_percent, 0) > 0 && coalesce(each.spot_percent, 0) <= 99 && floor(coalesce(each.spot_percent, 0)) == coalesce(each.spot_percent, 0) && !contains(["producer-svc", "backend-svc"], name)
    ])
    error_message = "spot_percent must be a whole number from 0 to 99, since the first task runs on demand, and 0 for producer-svc and backend-svc: an interruption of the API closes its streams, and the producer has one task."
  }
}

variable "wait_for_steady_state" {
  description = "Whether apply waits until the tasks of each deployment are healthy, and fails when they are not."
  type        = bool
  default     = true
}

variable "execute_command" {
  description = "Whether ECS Exec may run commands in the tasks. It requires a writable root file system in each task and permissions for it."
  type        = bool
  default     = false
}

variable "producer_rate" {
  description = "Orders per second that producer-svc produces; 0 is paused."
  type        = number
  default     = 0.5

  validation {
    condition     = var.producer_rate == 0 || (var.producer_rate >= 0.1 && var.producer_rate <= 10000)
    error_message = "producer_rate needs 0, or orders per second from 0.1 to 10000."
  }
}

variable "environment_kind" {
  description = "ENVIRONMENT_KIND of the console: what it warns of, and whether it is read-only at first. The console shows project_name as the environment's name."
  type        = string
  default     = "production"

  validation {
    condition     = contains(["local", "staging", "production"], var.environment_kind)
    error_message = "environment_kind needs one of local, staging, production."
  }
}

variable "idle_timeout_seconds" {
  description = "How long the load balancer keeps a connection on which nothing is sent; the API keeps it 5 seconds longer."
  type        = number
  default     = 300

  validation {
    condition     = var.idle_timeout_seconds >= 60 && var.idle_timeout_seconds <= 4000 && floor(var.idle_timeout_seconds) == var.idle_timeout_seconds
    error_message = "idle_timeout_seconds needs a whole number from 60 to 4000."
  }
}

variable "log_level" {
  description = "LOG_LEVEL of all tasks."
  type        = string
  default     = "info"

  validation {
    condition     = contains(["trace", "debug", "info", "warn", "error", "fatal", "silent"], var.log_level)
    error_message = "log_level needs one of trace, debug, info, warn, error, fatal, silent."
  }
}

variable "base_currency" {
  description = "BASE_CURRENCY of all tasks, an ISO 4217 code: of single figures where there are several currencies, and of the fraud rules."
  type        = string
  default     = "USD"

  validation {
    condition     = can(regex("^[A-Z]{3}$", var.base_currency))
    error_message = "base_currency needs a currency code of ISO 4217, such as USD."
  }
}

variable "otlp_endpoint" {
  description = "Where a collector takes traces by OTLP over HTTP, such as http://collector.internal:4318. None: nothing is traced."
  type        = string
  default     = null

  validation {
    condition     = var.otlp_endpoint == null || can(regex("^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._/-]*)?$", var.otlp_endpoint))
    error_message = "otlp_endpoint needs an http or https URL without credentials."
  }
}

variable "traced_share" {
  description = "The share of orders that are traced, 0 to 1."
  type        = number
  default     = 0.1

  validation {
    condition     = var.traced_share >= 0 && var.traced_share <= 1
    error_message = "traced_share needs a number from 0 to 1."
  }
}

variable "log_retention_days" {
  description = "How long CloudWatch keeps the logs, and S3 the access logs."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_retention_days)
    error_message = "log_retention_days needs a number of days that CloudWatch accepts, such as 30."
  }
}

variable "lag_objective_seconds" {
  description = "How late a consumer group may be, in seconds: the API's LAG_OBJECTIVE_SECONDS, and the age of its oldest unconsumed record that raises an alarm."
  type        = number
  default     = 30

  validation {
    condition     = var.lag_objective_seconds >= 5 && var.lag_objective_seconds <= 86400
    error_message = "lag_objective_seconds needs 5 to 86400: lag is sampled every second or two."
  }
}

variable "access_logs" {
  description = "Whether the load balancer writes access logs to a bucket, which keeps them for log_retention_days."
  type        = bool
  default     = true
}

variable "alarm_actions" {
  description = "ARNs that are notified when an alarm starts and ends, such as an SNS topic."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.alarm_actions : startswith(arn, "arn:")])
    error_message = "alarm_actions needs ARNs."
  }
}

variable "waf_requests_per_five_minutes" {
  description = "Requests of one address in five minutes above which they are blocked."
  type        = number
  default     = 3000

  validation {
    condition     = var.waf_requests_per_five_minutes >= 100
    error_message = "waf_requests_per_five_minutes needs 100 or more."
  }
}

variable "deletion_protection" {
  description = "Protects the load balancer and its access logs from deletion."
  type        = bool
  default     = true
}
