namespace Spotnana.Webhooks.Cli.Certification.Findings;

/// <summary>The result of a check: its verdict, why, and the exchanges that it rests on.</summary>
/// <param name="Verdict">The worst of the exchanges, or what they say together.</param>
/// <param name="Exchanges">In the order in which they were sent.</param>
/// <param name="Summary">What came back, in a few words.</param>
/// <param name="Because">Why, when it is no pass; null when the exchanges say it.</param>
internal sealed record Finding(Verdict Verdict, IReadOnlyList<Exchange> Exchanges, string Summary, string? Because = null)
{
    /// <summary>The check means nothing for a receiver that accepts nothing.</summary>
    public static Finding NotAsked { get; } = CannotTell("No delivery was accepted, so this was not asked.");

    public static Finding Of(params IReadOnlyList<Exchange> exchanges) =>
        new(exchanges.Max(exchange => exchange.Verdict), exchanges, Outcomes(exchanges));

    /// <summary>Nothing was sent for it, or what was sent says nothing.</summary>
    public static Finding CannotTell(string because, params IReadOnlyList<Exchange> exchanges) =>
        new(Verdict.CannotTell, exchanges, exchanges.Count == 0 ? "-" : Outcomes(exchanges), because);

    /// <summary>Turns a failure into "cannot tell", where Spotnana does not say what is right.</summary>
    public Finding Weaken(string because) => Verdict is not Verdict.Fail
        ? this
        : new(
            Verdict.CannotTell, [.. Exchanges.Select(exchange => exchange with { Verdict = Verdict.CannotTell, Because = null })], Summary,
            because);

    public static string Outcomes(IEnumerable<Exchange> exchanges) =>
        string.Join(
            ", ",
            exchanges.GroupBy(exchange => exchange.Outcome).Select(same => same.Count() == 1 ? same.Key : $"{same.Count()} × {same.Key}"));
}
