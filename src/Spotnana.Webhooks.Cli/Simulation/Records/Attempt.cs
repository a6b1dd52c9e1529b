using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Simulation.Stories;

namespace Spotnana.Webhooks.Cli.Simulation.Records;

/// <summary>One request and what came of it.</summary>
/// <param name="Id">The delivery's id.</param>
/// <param name="Number">From 1 on, for this id, over all its copies.</param>
/// <param name="Event">What it told of.</param>
/// <param name="SentAt">When it began.</param>
/// <param name="Answer">What the receiver said, or why it said nothing.</param>
/// <param name="Bytes">The length of the body.</param>
/// <param name="Sha256">Of the body, in lower-case hexadecimal digits.</param>
/// <param name="IsFirst">The first attempt of this copy.</param>
internal sealed record Attempt(
    string Id, int Number, SimulatedEvent Event, DateTimeOffset SentAt, WebhookAnswer Answer, int Bytes, string Sha256, bool IsFirst);
