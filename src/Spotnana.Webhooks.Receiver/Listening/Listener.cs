namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>The names of the two Kestrel endpoints in the settings.</summary>
internal static class Listener
{
    public const string Webhooks = nameof(Webhooks);
    public const string Management = nameof(Management);
}
