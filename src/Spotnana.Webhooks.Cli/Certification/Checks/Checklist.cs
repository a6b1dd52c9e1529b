namespace Spotnana.Webhooks.Cli.Certification.Checks;

/// <summary>All checks, in the order in which they are made.</summary>
internal static class Checklist
{
    public static IReadOnlyList<(string Group, Check Check)> All { get; } =
    [
        .. Of("connection", TlsCheck.Create()),
        .. Of("answers", AnswerChecks.All),
        .. Of("signature", SignatureChecks.All),
        .. Of("raw body", RawBodyChecks.All),
        .. Of("events", EventChecks.All),
        .. Of("load", LoadChecks.All),

        // Last, because a receiver may well shut out a sender of so much that is wrong
        .. Of("refusals", RefusalChecks.All),
        .. Of("events", EventChecks.NotJson),
    ];

    private static IEnumerable<(string Group, Check Check)> Of(string group, params IReadOnlyList<Check> checks) =>
        checks.Select(check => (group, check));
}
