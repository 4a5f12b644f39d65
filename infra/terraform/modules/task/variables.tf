variable "project" {
  description = "Prefix of names."
  type        = string
}

variable "name" {
  description = "Name of the container, the log and the task definition's family, the latter two with the project."
  type        = string
}

variable "region" {
  description = "Region of the log."
  type        = string
}

variable "image" {
  description = "The image, with a tag or a digest."
  type        = string
}

variable "command" {
  description = "The program of the image and its arguments; null runs the daemon."
  type        = list(string)
  default     = null
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
    error_message = "size must be a size of Fargate: 256, 512, 1024, 2048 or 4096 CPU units, with 2 to 8 MiB of memory for each."
  }
}

variable "port" {
  description = "Port on which the daemon serves its health; null for a program that serves nothing."
  type        = number
  default     = null
}

variable "environment" {
  description = "Environment variables that are not secret."
  type        = map(string)
  default     = {}
}

variable "secrets" {
  description = "Environment variables from Secrets Manager: the secret, and the key of its JSON."
  type        = map(object({ secret_arn = string, key = string }))
}

variable "log_retention" {
  description = "Days for which the log is kept."
  type        = number
}

variable "stop_timeout" {
  description = "Seconds from SIGTERM to SIGKILL."
  type        = number
  default     = 30
}

variable "execute_command" {
  description = "Whether ECS Exec may run commands in the task."
  type        = bool
  default     = false
}
