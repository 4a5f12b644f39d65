variable "name" {
  description = "Prefix of what is created here."
  type        = string
}

variable "cidr" {
  description = "The VPC's network."
  type        = string
}

variable "zone_count" {
  description = "Over how many availability zones."
  type        = number
}

variable "nat_per_zone" {
  description = "A NAT gateway in each zone, or one for all."
  type        = bool
}

variable "log_retention_days" {
  description = "How long the log of refused traffic is kept."
  type        = number
}
