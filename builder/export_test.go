package builder

// SpoolAll makes a builder that spools texts keep none in memory, as if the course were large.
func SpoolAll(b *Builder) { b.spool.room, b.spool.spare = 0, 0 }
