# A task that is run by hand, before the services start: it creates the missing scopes, collections and indexes in the bucket.

module "couchbase_setup" {
  source = "./modules/task"

  project          = var.project_name
  name             = "couchbase-setup"
  region           = var.region
  image            = var.image
  command          = ["couchbase-setup.js"]
  pull_secret_arn  = aws_secretsmanager_secret.this["ghcr"].arn
  cpu_architecture = var.cpu_architecture
  size             = { cpu = 256, memory = 512 }
  secrets          = { for variable, from in local.injected : variable => from if startswith(variable, "COUCHBASE_") }
  log_retention    = var.log_retention_days

  # Everything that a task needs to run, so that `-target=module.couchbase_setup` creates it: all but the services and what they need alone.
  depends_on = [
    module.network,
    aws_secretsmanager_secret_version.this,
    aws_ecs_cluster_capacity_providers.this,
    aws_vpc_security_group_egress_rule.tasks,
  ]
}

locals {
  couchbase_setup_network = "awsvpcConfiguration={subnets=[${join(",", module.network.private_subnet_ids)}],securityGroups=[${aws_security_group.tasks.id}],assignPublicIp=DISABLED}"
}

output "couchbase_setup_command" {
  description = "Runs the setup of the bucket once, as a task of the cluster."
  value = join(" ", [
    "aws ecs run-task --region ${var.region} --cluster ${aws_ecs_cluster.this.name} --launch-type FARGATE --platform-version 1.4.0",
    "--task-definition ${module.couchbase_setup.definition_arn} --network-configuration '${local.couchbase_setup_network}'",
  ])
}
