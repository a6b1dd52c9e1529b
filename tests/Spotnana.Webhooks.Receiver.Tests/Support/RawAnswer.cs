namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>An answer as it stood on the wire.</summary>
public sealed record RawAnswer(int StatusCode, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>All but the date, for comparing answers with each other.</summary>
    public string Shape => string.Join(
        '\n',
        Headers
            .Where(header => header.Key != "Date")
            .Select(header => $"{header.Key}: {header.Value}")
            .Prepend($"{StatusCode}")
            .Append(Body));
}
