output "url_for_dns" {
  description = "What the domain's CNAME or alias record must point to."
  value       = aws_lb.this.dns_name
}

output "load_balancer_zone_id" {
  description = "The hosted zone of the load balancer, for an alias record."
  value       = aws_lb.this.zone_id
}

output "nat_addresses" {
  description = "From where the tasks reach Kafka and Couchbase: what their allow lists need."
  value       = module.network.nat_addresses
}

output "cluster_name" {
  description = "The ECS cluster."
  value       = aws_ecs_cluster.this.name
}

output "service_names" {
  description = "The ECS services."
  value       = [for service in module.service : service.name]
}

output "log_groups" {
  description = "Each service's log group."
  value       = { for name, service in module.service : name => service.log_group }
}

output "secret_arns" {
  description = "Where the secrets are."
  value       = { for name, secret in aws_secretsmanager_secret.this : name => secret.arn }
}

output "vpc_id" {
  description = "The VPC, for what else must be near."
  value       = module.network.vpc_id
}

output "private_subnet_ids" {
  description = "The tasks' subnets."
  value       = module.network.private_subnet_ids
}
