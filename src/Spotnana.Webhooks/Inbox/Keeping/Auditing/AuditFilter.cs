namespace Spotnana.Webhooks.Inbox.Keeping.Auditing;

/// <summary>Chooses rows of the audit log. What is null chooses all.</summary>
public sealed record AuditFilter
{
    /// <summary>All rows.</summary>
    public static AuditFilter All { get; } = new();

    /// <summary>Written at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Written before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>By this caller.</summary>
    public string? Caller { get; init; }

    /// <summary>This action.</summary>
    public string? Action { get; init; }

    /// <summary>The target holds one of these texts.</summary>
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>Whether an entry is chosen.</summary>
    public bool Matches(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return (From is null || entry.At >= From)
            && (To is null || entry.At < To)
            && (Caller is null || entry.Caller == Caller)
            && (Action is null || entry.Action == Action)
            && (Targets is null || Targets.Any(target => entry.Target.Contains(target, StringComparison.Ordinal)));
    }
}
