variable "project" {
  description = "Prefix of names."
  type        = string
}

variable "name" {
  description = "The service's name."
  type        = string
}

variable "region" {
  description = "Region of the log."
  type        = string
}

variable "cluster" {
  description = "The ECS cluster."
  type        = object({ arn = string, name = string })
}

variable "image" {
  description = "The image, with a tag or a digest."
  type        = string
}

variable "pull_secret_arn" {
  description = "The secret with the registry's username and password."
  type        = string
}

variable "cpu_architecture" {
  description = "X86_64 or ARM64."
  type        = string
}

variable "size" {
  description = "A task's CPU units and MiB of memory."
  type        = object({ cpu = number, memory = number })
}

variable "tasks" {
  description = "Minimum and maximum number of tasks."
  type        = object({ min = number, max = number })

  validation {
    condition     = var.tasks.min >= 1 && var.tasks.min <= var.tasks.max
    error_message = "tasks must have a min of at least 1 and a max of at least min."
  }
}

variable "subnet_ids" {
  description = "The tasks' subnets."
  type        = list(string)
}

variable "security_group_id" {
  description = "The tasks' security group."
  type        = string
}

variable "port" {
  description = "Port on which the daemon serves health and metrics, and the API in its role."
  type        = number
}

variable "environment" {
  description = "Environment variables that are not secret."
  type        = map(string)
}

variable "secrets" {
  description = "Environment variables from Secrets Manager: the secret, and the key of its JSON."
  type        = map(object({ secret_arn = string, key = string }))
}

variable "log_retention" {
  description = "Days for which the log is kept."
  type        = number
}

variable "spot_percent" {
  description = "Percent of the tasks beyond the first that run on Fargate Spot."
  type        = number
  default     = 0
}

variable "execute_command" {
  description = "Whether ECS Exec may run commands in the tasks."
  type        = bool
  default     = false
}

variable "wait_for_steady_state" {
  description = "Whether apply waits until the tasks of a deployment are healthy, and fails when they are not."
  type        = bool
  default     = true
}

variable "lag_scaling" {
  description = "The group whose lag decides how many tasks run; null for none."
  type = object({
    namespace       = string
    metric          = string
    dimension_value = string
    group           = string
    records_a_task  = number
  })
  default = null
}

variable "load_balancer" {
  description = "The target group of the load balancer; null for a service without one."
  type        = object({ target_group_arn = string })
  default     = null
}
