locals {
  of_project = ["Project", var.project_name]
  of_group   = { for group in keys(local.groups) : group => concat(local.of_project, ["Group", group]) }
  of_service = { for name in keys(local.services) : name => ["ClusterName", aws_ecs_cluster.this.name, "ServiceName", name] }
  of_alb     = ["LoadBalancer", aws_lb.this.arn_suffix]

  # Title, statistic, and the metrics, each with what is drawn of it. Several tasks publish the same figures: their sum has no meaning.
  charts = [
    { title = "Lag, records", stat = "Maximum", metrics = [for group, of in local.of_group : concat([local.namespace, "ConsumerGroupLag"], of, [{ label = group }])] },
    { title = "Lag, seconds", stat = "Maximum", metrics = [for group, of in local.of_group : concat([local.namespace, "ConsumerGroupLagSeconds"], of, [{ label = group }])] },
    { title = "Retries per second", stat = "Average", metrics = [for group, of in local.of_group : concat([local.namespace, "ConsumerGroupRetriesPerSecond"], of, [{ label = group }])] },
    { title = "Orders per second", stat = "Maximum", metrics = [
      [{ id = "rate", label = "orders", expression = "RATE(orders)" }],
      concat([local.namespace, "OrdersReceived"], local.of_project, [{ id = "orders", visible = false }]),
    ] },
    { title = "Dead letters", stat = "Maximum", metrics = [for group, of in local.of_group : concat([local.namespace, "DeadLetterRecords"], of, [{ label = group }])] },
    { title = "Out-of-stock rate is high; products out, low", stat = "Maximum", metrics = [
      for metric in ["OutOfStockRateHigh", "ProductsOut", "ProductsLow"] : concat([local.namespace, metric], local.of_project)
    ] },
    { title = "Tasks running", stat = "Average", metrics = [for name, of in local.of_service : concat(["ECS/ContainerInsights", "RunningTaskCount"], of, [{ label = name }])] },
    { title = "Tasks desired", stat = "Average", metrics = [for name, of in local.of_service : concat(["ECS/ContainerInsights", "DesiredTaskCount"], of, [{ label = name }])] },
    { title = "Instances not ready", stat = "Maximum", metrics = [for name, service in local.services : concat([local.namespace, "PipelineNotReady"], local.of_project, ["Role", service.role, { label = name }])] },
    { title = "API: requests", stat = "Sum", metrics = [concat(["AWS/ApplicationELB", "RequestCount"], local.of_alb)] },
    { title = "API: server errors", stat = "Sum", metrics = [
      for metric in ["HTTPCode_Target_5XX_Count", "HTTPCode_ELB_5XX_Count"] : concat(["AWS/ApplicationELB", metric], local.of_alb)
    ] },
    { title = "API: latency, seconds", stat = "p99", metrics = [
      for stat in ["p50", "p99"] : concat(["AWS/ApplicationELB", "TargetResponseTime"], local.of_alb, [{ stat = stat, label = stat }])
    ] },
  ]
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.project_name

  # Three charts in a row of 24 units.
  dashboard_body = jsonencode({ widgets = [for index, chart in local.charts : {
    type       = "metric"
    x          = index % 3 * 8
    y          = floor(index / 3) * 6
    width      = 8
    height     = 6
    properties = merge(chart, { region = var.region, period = 60, view = "timeSeries", yAxis = { left = { min = 0 } } })
  }] })
}

output "dashboard_url" {
  description = "The dashboard in CloudWatch."
  value       = "https://${var.region}.console.aws.amazon.com/cloudwatch/home?region=${var.region}#dashboards/dashboard/${aws_cloudwatch_dashboard.this.dashboard_name}"
}
