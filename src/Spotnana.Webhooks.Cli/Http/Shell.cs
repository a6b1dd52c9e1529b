using System.Buffers;

namespace Spotnana.Webhooks.Cli.Http;

internal static class Shell
{
    private static readonly SearchValues<char> _plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@%+=:,./_-");

    /// <summary>One word for a POSIX shell.</summary>
    public static string Quote(string word) =>
        word.Length > 0 && !word.AsSpan().ContainsAnyExcept(_plain) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
