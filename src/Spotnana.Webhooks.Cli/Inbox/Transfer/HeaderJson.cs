namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>
/// The file's format, and where it comes from. Its fields are the same in every version, so that each release can name the version of a
/// file that it does not know.
/// </summary>
internal sealed record HeaderJson(string Format, int Version, string Engine, DateTimeOffset ExportedAt)
{
    public const string TheFormat = "spotnana-webhooks-inbox";

    /// <summary>Grows when what a reader has to know changes. 2: the last line holds a MAC.</summary>
    public const int TheVersion = 2;

    /// <summary>As 2, and bodies are encrypted with the keys of the inbox.</summary>
    public const int Encrypted = 3;

    /// <summary>As 2 or 3, and there are erasures or an audit log, which an older release would not know.</summary>
    public const int WithKeeping = 4;

    /// <summary>The version of files without a MAC. They can be read, too.</summary>
    public const int WithoutMac = 1;
}
