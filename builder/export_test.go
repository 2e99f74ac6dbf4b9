package builder

// SpoolAll makes a builder that spools bodies keep none in memory, as if the course were large.
func SpoolAll(b *Builder) { b.spool.room = 0 }
