resource "aws_ecs_cluster" "this" {
  name = var.project_name

  # Source of the number of running tasks, by which lag is divided.
  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  cluster_name       = aws_ecs_cluster.this.name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]
}

resource "aws_security_group" "tasks" {
  name        = "${var.project_name}-tasks"
  description = "Tasks: reached by the load balancer alone"
  vpc_id      = module.network.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "tasks_from_alb" {
  security_group_id            = aws_security_group.tasks.id
  description                  = "API from the load balancer"
  referenced_security_group_id = aws_security_group.alb.id
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
}

# Kafka and Couchbase are outside the VPC and their addresses change: only the ports can be restricted.
locals {
  couchbase_tls = strcontains(var.couchbase_host, "cloud.couchbase.com")
  kafka_ports   = distinct([for server in split(",", var.confluent_bootstrap_servers) : tonumber(split(":", server)[1])])
  # The port in the URL, or the default of its scheme; HTTPS is open in any case.
  otlp_port = var.otlp_endpoint == null ? 443 : tonumber(try(regex("^https?://[^/:]+:([0-9]+)", var.otlp_endpoint)[0], startswith(var.otlp_endpoint, "https") ? 443 : 80))
  ways_out = merge(
    { https = { from = 443, to = 443, what = "Image, secrets, logs" } },
    local.otlp_port == 443 ? {} : { traces = { from = local.otlp_port, to = local.otlp_port, what = "Traces" } },
    { for port in local.kafka_ports : "kafka-${port}" => { from = port, to = port, what = "Kafka" } },
    local.couchbase_tls ? {
      couchbase-values  = { from = 11207, to = 11207, what = "Couchbase key-value, TLS" }
      couchbase-queries = { from = 18091, to = 18097, what = "Couchbase queries and management, TLS" }
      } : {
      couchbase-values  = { from = 11210, to = 11210, what = "Couchbase key-value" }
      couchbase-queries = { from = 8091, to = 8097, what = "Couchbase queries and management" }
    },
  )
}

resource "aws_vpc_security_group_egress_rule" "tasks" {
  for_each = local.ways_out

  security_group_id = aws_security_group.tasks.id
  description       = each.value.what
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = each.value.from
  to_port           = each.value.to
}
