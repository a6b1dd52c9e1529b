namespace Spotnana.Webhooks.Cli.Certification.Checks;

/// <summary>All checks, in the order in which they are made.</summary>
internal static class Checklist
{
    /// <summary>For a receiver of signed deliveries.</summary>
    public static IReadOnlyList<(string Group, Check Check)> All { get; } =
    [
        .. Of("connection", TlsCheck.Create()),
        .. Of("answers", [AnswerChecks.SignedDelivery, .. AnswerChecks.Success, AnswerChecks.SignatureForm, .. AnswerChecks.Requests]),
        .. Of("signature", SignatureChecks.All),
        .. Of("raw body", RawBodyChecks.All),
        .. Of("events", [.. EventChecks.SameIds, .. EventChecks.All]),
        .. Of("load", LoadChecks.All),

        // Last, because a receiver may well shut out a sender of so much that is wrong
        .. Of("refusals", RefusalChecks.All),
        .. Of("events", EventChecks.NotJson),
    ];

    /// <summary>For a receiver of deliveries with tokens, in which bodies are not signed and ids are not sent.</summary>
    public static IReadOnlyList<(string Group, Check Check)> WithTokens { get; } =
    [
        .. Of("connection", TlsCheck.Create()),
        .. Of("tokens", TokenChecks.Given),
        .. Of("answers", [TokenChecks.Delivery, .. AnswerChecks.Success, .. AnswerChecks.Requests]),
        .. Of("tokens", TokenChecks.All),
        .. Of("events", EventChecks.All),
        .. Of("load", LoadChecks.All),
        .. Of("refusals", TokenRefusals.All),
        .. Of("events", EventChecks.NotJson),
    ];

    private static IEnumerable<(string Group, Check Check)> Of(string group, params IReadOnlyList<Check> checks) =>
        checks.Select(check => (group, check));
}
