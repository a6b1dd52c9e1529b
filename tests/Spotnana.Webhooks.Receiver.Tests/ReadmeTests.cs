using System.Diagnostics;
using Spotnana.Webhooks.Receiver.Tests.Support;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>The README's commands do what it says.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task The_openssl_and_curl_lines_pasted_into_a_shell_give_200()
    {
        using var receiver = new RunningReceiver(new() { ["Subscriptions:spotnana:Secrets:0"] = Sandbox.Secret }, environment: "Development");
        var script = BlockAfter("<!-- The tests run these lines as they stand. -->").Replace("http://localhost:8080/", receiver.WebhooksUrl.ToString(), StringComparison.Ordinal);

        var output = await BashAsync(script);

        Assert.Matches("^\\{\"status\":\"accepted\",\"id\":\"msg_[0-9a-f]{16}\"\\}\n200\n$", output);
    }

    private static string BlockAfter(string marker)
    {
        var readme = File.ReadAllText(Path.Combine(RepositoryRoot(), "README.md"));
        var from = readme.IndexOf("```sh\n", readme.IndexOf(marker, StringComparison.Ordinal), StringComparison.Ordinal) + "```sh\n".Length;
        return readme[from..readme.IndexOf("```", from, StringComparison.Ordinal)];
    }

    private static async Task<string> BashAsync(string script)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-eu", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        try
        {
            var errors = bash.StandardError.ReadToEndAsync(patience.Token);
            var output = await bash.StandardOutput.ReadToEndAsync(patience.Token);
            Assert.Empty(await errors);
            return output;
        }
        finally
        {
            if (!bash.HasExited)
                bash.Kill(entireProcessTree: true);
        }
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Spotnana.Webhooks.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Spotnana.Webhooks.sln is in no folder above the tests.");
        return folder;
    }
}
