"""Tables as Parquet files whose envelope makes every frame come back equal; see docs/table-envelope.md."""
