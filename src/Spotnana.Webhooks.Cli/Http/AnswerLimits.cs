namespace Spotnana.Webhooks.Cli.Http;

/// <summary>How long the slowest answer under a little load may take. Between the two, nobody can tell what it waits for.</summary>
/// <param name="AtOnce">Up to here it waits for no work.</param>
/// <param name="WithRoom">Above it there is no room left before Spotnana gives up.</param>
internal sealed record AnswerLimits(TimeSpan AtOnce, TimeSpan WithRoom)
{
    // Two seconds are enough to store a delivery, even far away and on a small machine. At a quarter of Spotnana's time limit, four times
    // the load would use up all of it
    public static AnswerLimits Usual { get; } = new(TimeSpan.FromSeconds(2), WebhookClient.TimeLimit / 4);
}
