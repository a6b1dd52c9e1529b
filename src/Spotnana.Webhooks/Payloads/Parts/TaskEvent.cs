using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>Something that happened to a travel agent's task.</summary>
/// <param name="Type">A word such as <c>CREATED</c>.</param>
/// <param name="At">When.</param>
/// <param name="Comment">What was noted.</param>
public sealed record TaskEvent(string? Type, DateTimeOffset? At, string? Comment)
{
    internal static TaskEvent Read(Node node) => new(node["eventType"u8].Text, node["dateTime"u8].Instant, node["comment"u8].Text);
}
