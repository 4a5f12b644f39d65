# docs/runbook.md explains what each alarm means and what to do.

resource "aws_cloudwatch_metric_alarm" "lag" {
  for_each = local.groups

  alarm_name          = "${var.project_name}-${each.key}-lag"
  alarm_description   = "LagAboveObjective: the oldest record that ${each.key} has not consumed is older than ${var.lag_objective_seconds} s."
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

# The statuses of the API and the console. Unknown ones are omitted.
locals {
  group_statuses = {
    late = {
      alarm_description = "GroupLate: for ten minutes the group has been LATE: more than twice its objective behind."
      metric            = "ConsumerGroupLate", minutes = 10
    }
    stalled = {
      alarm_description = "GroupStalled: the group is STALLED: records are waiting and it commits nothing."
      metric            = "ConsumerGroupStalled", minutes = 5
    }
    stopped = {
      alarm_description = "GroupStopped: the group is STOPPED: records are waiting and it has no members."
      metric            = "ConsumerGroupStopped", minutes = 2
    }
    rewound = {
      alarm_description = "GroupRewound: the group is REWOUND: it consumes records again."
      metric            = "ConsumerGroupRewound", minutes = 1
    }
    lost = {
      alarm_description = "GroupLost: the group has LOST records: the log removed them before it consumed them."
      metric            = "ConsumerGroupLost", minutes = 1
    }
    paused = {
      alarm_description = "GroupPaused: the group has been PAUSED for an hour."
      metric            = "ConsumerGroupPaused", minutes = 60
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "status" {
  for_each = { for pair in setproduct(keys(local.groups), keys(local.group_statuses)) : join("-", pair) => merge(local.group_statuses[pair[1]], { group = pair[0] }) }

  alarm_name          = "${var.project_name}-${each.key}"
  alarm_description   = each.value.alarm_description
  namespace           = local.namespace
  metric_name         = each.value.metric
  dimensions          = { Project = var.project_name, Group = each.value.group }
  statistic           = "Minimum"
  period              = 60
  evaluation_periods  = each.value.minutes
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "ignore"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "lag_unknown" {
  for_each = local.groups

  alarm_name          = "${var.project_name}-${each.key}-lag-unknown"
  alarm_description   = "LagUnknown: the lag of ${each.key} has not been published for ten minutes."
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
  alarm_description   = "DeadLetters: ${each.key} has sent records to its dead letters."
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

resource "aws_cloudwatch_metric_alarm" "dead_letters_waiting" {
  for_each = local.groups

  alarm_name          = "${var.project_name}-${each.key}-dead-letters-waiting"
  alarm_description   = "DeadLettersWaiting: the oldest dead letter of ${each.key} has been waiting for more than an hour."
  namespace           = local.namespace
  metric_name         = "DeadLetterOldestSeconds"
  dimensions          = { Project = var.project_name, Group = each.key }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  comparison_operator = "GreaterThanThreshold"
  threshold           = 3600
  treat_missing_data  = "ignore"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "retry_storm" {
  for_each = local.groups

  alarm_name          = "${var.project_name}-${each.key}-retry-storm"
  alarm_description   = "RetryStorm: ${each.key} retries more than one batch in two."
  evaluation_periods  = 5
  comparison_operator = "GreaterThanThreshold"
  # Retries per second beyond half of the batches: a few of an idle group are normal.
  threshold          = 0.1
  treat_missing_data = "ignore"
  alarm_actions      = var.alarm_actions
  ok_actions         = var.alarm_actions

  metric_query {
    id          = "excess"
    label       = "Retries beyond half of the batches, per second"
    expression  = "retries - 0.5 * batches"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { retries = "ConsumerGroupRetriesPerSecond", batches = "ConsumerGroupBatchesPerSecond" }

    content {
      id = metric_query.key

      metric {
        namespace   = local.namespace
        metric_name = metric_query.value
        dimensions  = { Project = var.project_name, Group = each.key }
        stat        = "Average"
        period      = 60
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "no_orders" {
  alarm_name          = "${var.project_name}-no-orders"
  alarm_description   = "NoOrders: no order has arrived for fifteen minutes."
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

# There is no alarm for low products: with many of them, one is always low until its delivery.
resource "aws_cloudwatch_metric_alarm" "products_out" {
  alarm_name          = "${var.project_name}-products-out"
  alarm_description   = "ProductOut: for five minutes at least one product has been out of stock at any time, not necessarily the same."
  namespace           = local.namespace
  metric_name         = "ProductsOut"
  dimensions          = { Project = var.project_name }
  statistic           = "Minimum"
  period              = 60
  evaluation_periods  = 5
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "ignore"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "not_ready" {
  for_each = local.services

  alarm_name          = "${var.project_name}-${each.key}-not-ready"
  alarm_description   = "PipelineNotReady: an instance of ${each.key} is not ready: a dependency is unavailable."
  namespace           = local.namespace
  metric_name         = "PipelineNotReady"
  dimensions          = { Project = var.project_name, Role = each.value.role }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 2
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "ignore"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "event_loop" {
  alarm_name          = "${var.project_name}-event-loop"
  alarm_description   = "EventLoopSlow: the API responds late: its event loop is blocked for more than a quarter of a second."
  namespace           = local.namespace
  metric_name         = "EventLoopDelaySeconds"
  dimensions          = { Project = var.project_name }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0.25
  treat_missing_data  = "ignore"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "tasks_missing" {
  for_each = local.services

  alarm_name          = "${var.project_name}-${each.key}-tasks-missing"
  alarm_description   = "DaemonDown: ${each.key} runs fewer tasks than desired."
  evaluation_periods  = 10
  datapoints_to_alarm = 10
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "breaching"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions

  metric_query {
    id          = "missing"
    label       = "Desired tasks that do not run"
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
  alarm_description   = "ApiErrors: more than one request in a hundred fails with a server error."
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
