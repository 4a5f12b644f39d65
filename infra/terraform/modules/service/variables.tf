variable "project" {
  description = "Prefix of names."
  type        = string
}

variable "name" {
  description = "The service's name."
  type        = string
}

variable "region" {
  description = "Where the log is."
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

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096], var.size.cpu) && var.size.memory >= var.size.cpu * 2 && var.size.memory <= var.size.cpu * 8
    error_message = "Fargate takes 256, 512, 1024, 2048 or 4096 CPU units, with 2 to 8 MiB of memory for each."
  }
}

variable "tasks" {
  description = "How many tasks run, at least and at most."
  type        = object({ min = number, max = number })

  validation {
    condition     = var.tasks.min >= 1 && var.tasks.min <= var.tasks.max
    error_message = "A service needs at least 1 task, and no more at least than at most."
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
  description = "Where the daemon listens: health and metrics for every role, the API for one."
  type        = number
}

variable "environment" {
  description = "Variables that are no secret."
  type        = map(string)
}

variable "secrets" {
  description = "Variables from Secrets Manager: which secret, which key of its JSON."
  type        = map(object({ secret_arn = string, key = string }))
}

variable "log_retention" {
  description = "Days for which the log is kept."
  type        = number
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
  description = "The target group in which the load balancer looks for the tasks; null for a service that nobody calls."
  type        = object({ target_group_arn = string })
  default     = null
}
