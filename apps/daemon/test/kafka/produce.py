"""Writes what it reads, JSON lines, to a topic as a plain Python service does: no headers, the key is the order's id."""
import json
import sys

from kafka import KafkaProducer

bootstrap, topic, compression = sys.argv[1:]
producer = KafkaProducer(
    bootstrap_servers=bootstrap.split(","),
    acks="all",
    compression_type=None if compression == "none" else compression,
    linger_ms=50,
    value_serializer=lambda value: json.dumps(value).encode(),
)
sent = []
for line in sys.stdin:
    order = json.loads(line)
    sent.append(producer.send(topic, key=str(order["order_id"]).encode(), value=order))
for future in sent:
    place = future.get(timeout=60)
    print(json.dumps({"partition": place.partition, "offset": place.offset}))
producer.close()
