namespace Spotnana.Webhooks.Cli.Certification.Findings;

/// <summary>One thing that was sent, what came back, and what to make of it.</summary>
/// <param name="Sent">In words: what is special about it.</param>
/// <param name="CameBack">In words, fit for a terminal and without a secret.</param>
/// <param name="Outcome">The same in a word or two, such as <c>200</c> or <c>no answer</c>.</param>
/// <param name="Verdict">What follows from it.</param>
/// <param name="Because">Why, when it is no pass.</param>
internal sealed record Exchange(string Sent, string CameBack, string Outcome, Verdict Verdict, string? Because = null)
{
    /// <summary>The id that the receiver may have stored, if it was a delivery.</summary>
    public string? DeliveryId { get; init; }
}
