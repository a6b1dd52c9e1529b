namespace Spotnana.Webhooks.Cli.Simulation.Sending;

/// <summary>The headers of one attempt. Without them there is a failure.</summary>
internal sealed record AttemptHeaders(IReadOnlyList<KeyValuePair<string, string>>? Headers, string? Failure)
{
    public static AttemptHeaders Of(IReadOnlyList<KeyValuePair<string, string>> headers) => new(headers, Failure: null);

    public static AttemptHeaders Failed(string failure) => new(Headers: null, failure);
}
