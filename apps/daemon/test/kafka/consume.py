"""Reads a topic from its beginning to where it ends now; prints JSON lines. Fails on a value that json.loads does not take."""
import json
import sys

from kafka import KafkaConsumer, TopicPartition

bootstrap, topic = sys.argv[1:]
consumer = KafkaConsumer(bootstrap_servers=bootstrap.split(","), enable_auto_commit=False, auto_offset_reset="earliest")
partitions = [TopicPartition(topic, partition) for partition in sorted(consumer.partitions_for_topic(topic) or ())]
consumer.assign(partitions)
ends = consumer.end_offsets(partitions)
while any(consumer.position(partition) < ends[partition] for partition in partitions):
    for records in consumer.poll(timeout_ms=500).values():
        for record in records:
            key = None if record.key is None else record.key.decode()
            value = json.loads(record.value)
            print(json.dumps({"key": key, "partition": record.partition, "offset": record.offset, "value": value}))
consumer.close()
