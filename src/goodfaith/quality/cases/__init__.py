"""Sale cases: opened by facts and conversations, judged, due by a day, concluded by people."""
