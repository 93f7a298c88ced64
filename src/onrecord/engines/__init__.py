"""Where the steps of a plan are worked: this machine, or Spark."""
