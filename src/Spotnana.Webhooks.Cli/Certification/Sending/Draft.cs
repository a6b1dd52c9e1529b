using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Certification.Sending;

/// <summary>A request that is ready to be sent: correctly signed, or wrong in the way that its description says.</summary>
/// <param name="What">In words: what is special about it.</param>
/// <param name="Body">The bytes as they go out.</param>
/// <param name="Signed">The three headers as they go out; with a token, only its id says something.</param>
/// <param name="Headers">All headers as they go out. A name may stand twice.</param>
internal sealed record Draft(string What, byte[] Body, SignedEvent Signed, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    public const string Authorization = "Authorization";

    /// <summary>With another token.</summary>
    public Draft WithToken(string token) => With(Authorization, $"Bearer {token}");

    /// <summary>With another value for a header, in its place.</summary>
    public Draft With(string header, string value) =>
        this with { Headers = [.. Headers.Select(each => Is(each, header) ? new(header, value) : each)] };

    public Draft Without(string header) => this with { Headers = [.. Headers.Where(each => !Is(each, header))] };

    /// <summary>With a header for a second time, after the first.</summary>
    public Draft WithSecond(string header, string value) => this with { Headers = [.. Headers, new(header, value)] };

    private static bool Is(KeyValuePair<string, string> header, string name) =>
        string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase);
}
