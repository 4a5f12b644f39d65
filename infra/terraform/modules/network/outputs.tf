output "vpc_id" {
  description = "The VPC."
  value       = aws_vpc.this.id
}

# Subnets are usable with their routes only: what is created in them waits for these.

output "public_subnet_ids" {
  description = "The load balancer's subnets, one per zone, with their route to the internet gateway."
  value       = [for subnet in aws_subnet.public : subnet.id]
  depends_on  = [aws_route.public, aws_route_table_association.public]
}

output "private_subnet_ids" {
  description = "The tasks' subnets, one per zone, with their route to a NAT gateway."
  value       = [for subnet in aws_subnet.private : subnet.id]
  depends_on  = [aws_route.private, aws_route_table_association.private]
}

output "nat_addresses" {
  description = "The addresses from which the tasks reach the internet."
  value       = [for address in aws_eip.nat : address.public_ip]
}
