resource "aws_appautoscaling_target" "this" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${var.cluster.name}/${aws_ecs_service.this.name}"
  min_capacity       = var.tasks.min
  max_capacity       = var.tasks.max
}

# Records that wait, by task: doubling the tasks halves it, as target tracking needs. Growing is quick, shrinking slow, because each change of
# the members pauses the whole group for a moment.
resource "aws_appautoscaling_policy" "lag" {
  count = var.lag_scaling == null ? 0 : 1

  name               = "${local.full_name}-lag"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = var.lag_scaling.records_a_task
    scale_out_cooldown = 60
    scale_in_cooldown  = 600

    customized_metric_specification {
      metrics {
        id          = "per_task"
        label       = "Records waiting, by task"
        expression  = "lag / tasks"
        return_data = true
      }

      metrics {
        id          = "lag"
        return_data = false

        metric_stat {
          stat = "Average"

          metric {
            namespace   = var.lag_scaling.namespace
            metric_name = var.lag_scaling.metric

            dimensions {
              name  = "Project"
              value = var.lag_scaling.dimension_value
            }

            dimensions {
              name  = "Group"
              value = var.lag_scaling.group
            }
          }
        }
      }

      metrics {
        id          = "tasks"
        return_data = false

        metric_stat {
          stat = "Average"

          metric {
            namespace   = "ECS/ContainerInsights"
            metric_name = "RunningTaskCount"

            dimensions {
              name  = "ClusterName"
              value = var.cluster.name
            }

            dimensions {
              name  = "ServiceName"
              value = var.name
            }
          }
        }
      }
    }
  }
}

# The API has no group: it follows its processor.
resource "aws_appautoscaling_policy" "cpu" {
  count = var.load_balancer == null ? 0 : 1

  name               = "${local.full_name}-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 60
    scale_out_cooldown = 60
    scale_in_cooldown  = 600

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}
