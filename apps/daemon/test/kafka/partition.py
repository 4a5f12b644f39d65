"""Prints the partition that kafka-python's default partitioner picks for each key it reads, a line each."""
import sys

from kafka.partitioner import DefaultPartitioner


class Cluster:
    """As much of a cluster's metadata as the partitioner asks for."""

    def __init__(self, partitions):
        self._partitions = set(range(partitions))

    def topics(self):
        return {"topic"}

    def partitions_for_topic(self, topic):
        return self._partitions

    available_partitions_for_topic = partitions_for_topic


cluster = Cluster(int(sys.argv[1]))
partitioner = DefaultPartitioner()
for line in sys.stdin:
    key = line.rstrip("\n").encode()
    print(partitioner.partition("topic", key, key, None, None, cluster))
