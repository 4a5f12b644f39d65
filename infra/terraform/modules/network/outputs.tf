output "vpc_id" {
  description = "The VPC."
  value       = aws_vpc.this.id
}

output "public_subnet_ids" {
  description = "The load balancer's subnets, one a zone."
  value       = [for subnet in aws_subnet.public : subnet.id]
}

output "private_subnet_ids" {
  description = "The tasks' subnets, one a zone."
  value       = [for subnet in aws_subnet.private : subnet.id]
}

output "nat_addresses" {
  description = "The addresses from which the tasks go out."
  value       = [for address in aws_eip.nat : address.public_ip]
}
