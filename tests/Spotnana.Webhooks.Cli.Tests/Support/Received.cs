namespace Spotnana.Webhooks.Cli.Tests.Support;

internal sealed record Received(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string this[string header] => Headers[header];
}
