namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>The file's format, and where it comes from.</summary>
internal sealed record HeaderJson(string Format, int Version, string Engine, DateTimeOffset ExportedAt)
{
    public const string TheFormat = "spotnana-webhooks-inbox";

    /// <summary>Grows when what a reader has to know changes.</summary>
    public const int TheVersion = 1;
}
