using System.Text;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Http;

/// <summary>A curl command that sends a signed event and prints the answer and its status.</summary>
internal static class CurlCommand
{
    // -g: brackets and braces in the address are its own characters, not ranges to try
    public static string For(SignedEvent signed, string bodyPath, Uri url)
    {
        var command = new StringBuilder(@"curl -gsS -w '\n%{http_code}\n'");
        foreach (var (name, value) in signed.Headers)
            command.Append(" \\\n  -H ").Append(Shell.Quote($"{name}: {value}"));
        return command
            .Append(" \\\n  --data-binary ").Append(Shell.Quote("@" + bodyPath))
            .Append(" \\\n  ").Append(Shell.Quote(url.AbsoluteUri))
            .ToString();
    }
}
