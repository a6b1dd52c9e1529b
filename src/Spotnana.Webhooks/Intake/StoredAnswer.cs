namespace Spotnana.Webhooks.Intake;

/// <summary>The body of a 200.</summary>
/// <param name="Status"><c>accepted</c>, <c>duplicate</c> or <c>quarantined</c>.</param>
/// <param name="Id">The delivery's id, as it was sent.</param>
internal sealed record StoredAnswer(string Status, string Id);
