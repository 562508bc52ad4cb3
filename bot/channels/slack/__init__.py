"""The Slack channel: pure converters, and thin listeners that verify first and answer in a task."""
