# docs/runbook.md explains what each alarm means and what to do.

resource "aws_cloudwatch_metric_alarm" "lag" {
  for_each = local.groups

  alarm_name          = "${var.project_name}-${each.key}-lag"
  alarm_description   = "LagAboveObjective: the oldest order that ${each.key} has not seen is older than ${var.lag_objective_seconds} s."
  namespace           = local.namespace
  metric_name         = "ConsumerGroupLagSeconds"
  dimensions          = { Project = var.project_name, Group = each.key }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.lag_objective_seconds
  # Unknown lag is omitted; another alarm reports that it is unknown.
  treat_missing_data = "ignore"
  alarm_actions      = var.alarm_actions
  ok_actions         = var.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "stalled" {
  for_each = local.groups

  alarm_name          = "${var.project_name}-${each.key}-stalled"
  alarm_description   = "GroupStalled: ${each.key} is STALLED: records are waiting and it commits nothing."
  namespace           = local.namespace
  metric_name         = "ConsumerGroupStalled"
  dimensions          = { Project = var.project_name, Group = each.key }
  statistic           = "Minimum"
  period              = 60
  evaluation_periods  = 5
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "ignore"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "stopped" {
  for_each = local.groups

  alarm_name          = "${var.project_name}-${each.key}-stopped"
  alarm_description   = "GroupStopped: ${each.key} is STOPPED: records are waiting and it has no members."
  namespace           = local.namespace
  metric_name         = "ConsumerGroupStopped"
  dimensions          = { Project = var.project_name, Group = each.key }
  statistic           = "Minimum"
  period              = 60
  evaluation_periods  = 2
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "ignore"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "lag_unknown" {
  for_each = local.groups

  alarm_name          = "${var.project_name}-${each.key}-lag-unknown"
  alarm_description   = "LagUnknown: nobody has published the lag of ${each.key} for ten minutes."
  namespace           = local.namespace
  metric_name         = "ConsumerGroupLag"
  dimensions          = { Project = var.project_name, Group = each.key }
  statistic           = "SampleCount"
  period              = 60
  evaluation_periods  = 10
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "breaching"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "dead_letters" {
  for_each = local.groups

  alarm_name          = "${var.project_name}-${each.key}-dead-letters"
  alarm_description   = "DeadLetters: ${each.key} has put records aside."
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "ignore"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions

  metric_query {
    id          = "grown"
    label       = "New records in ${each.key}.dlq"
    expression  = "DIFF(records)"
    return_data = true
  }

  metric_query {
    id = "records"

    metric {
      namespace   = local.namespace
      metric_name = "DeadLetterRecords"
      dimensions  = { Project = var.project_name, Group = each.key }
      stat        = "Maximum"
      period      = 300
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "no_orders" {
  alarm_name          = "${var.project_name}-no-orders"
  alarm_description   = "NoOrders: not one order has come for fifteen minutes."
  evaluation_periods  = 3
  comparison_operator = "LessThanOrEqualToThreshold"
  threshold           = 0
  treat_missing_data  = "breaching"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions

  metric_query {
    id          = "grown"
    label       = "New orders"
    expression  = "DIFF(orders)"
    return_data = true
  }

  metric_query {
    id = "orders"

    metric {
      namespace   = local.namespace
      metric_name = "OrdersReceived"
      dimensions  = { Project = var.project_name }
      stat        = "Maximum"
      period      = 300
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "out_of_stock" {
  alarm_name          = "${var.project_name}-out-of-stock"
  alarm_description   = "OutOfStockRateHigh: many of the last ten minutes' orders were cancelled for want of stock."
  namespace           = local.namespace
  metric_name         = "OutOfStockRateHigh"
  dimensions          = { Project = var.project_name }
  statistic           = "Minimum"
  period              = 60
  evaluation_periods  = 2
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  # An unknown rate is omitted.
  treat_missing_data = "ignore"
  alarm_actions      = var.alarm_actions
  ok_actions         = var.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "tasks_missing" {
  for_each = local.services

  alarm_name          = "${var.project_name}-${each.key}-tasks-missing"
  alarm_description   = "DaemonDown: ${each.key} runs fewer tasks than it should."
  evaluation_periods  = 10
  datapoints_to_alarm = 10
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "breaching"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions

  metric_query {
    id          = "missing"
    label       = "Tasks that should run and do not"
    expression  = "desired - running"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { desired = "DesiredTaskCount", running = "RunningTaskCount" }

    content {
      id = metric_query.key

      metric {
        namespace   = "ECS/ContainerInsights"
        metric_name = metric_query.value
        dimensions  = { ClusterName = aws_ecs_cluster.this.name, ServiceName = each.key }
        stat        = "Average"
        period      = 60
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "api_errors" {
  alarm_name          = "${var.project_name}-api-errors"
  alarm_description   = "ApiErrors: more than one request in a hundred is answered with a failure of ours."
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  comparison_operator = "GreaterThanThreshold"
  threshold           = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions

  metric_query {
    id          = "share"
    label       = "Failed requests, percent"
    expression  = "100 * FILL(failed, 0) / requests"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { failed = "HTTPCode_Target_5XX_Count", requests = "RequestCount" }

    content {
      id = metric_query.key

      metric {
        namespace   = "AWS/ApplicationELB"
        metric_name = metric_query.value
        dimensions  = { LoadBalancer = aws_lb.this.arn_suffix }
        stat        = "Sum"
        period      = 60
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "api_unreachable" {
  alarm_name          = "${var.project_name}-api-unreachable"
  alarm_description   = "DaemonDown: the load balancer has no healthy task behind it."
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HealthyHostCount"
  dimensions          = { LoadBalancer = aws_lb.this.arn_suffix, TargetGroup = aws_lb_target_group.api.arn_suffix }
  statistic           = "Minimum"
  period              = 60
  evaluation_periods  = 3
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "breaching"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
}
