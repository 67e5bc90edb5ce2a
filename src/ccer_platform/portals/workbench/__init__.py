"""The workbench of every role: queue, case, step, answer; generated from the core's tables of lives."""
