using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Spotnana.Webhooks.Cli.Certification;
using Spotnana.Webhooks.Cli.Certification.Reports;
using Spotnana.Webhooks.Cli.Certification.Sending;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Inbox;
using Spotnana.Webhooks.Cli.Secrets;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Commands;

internal static class CertifyCommand
{
    private const string About =
        "Check a receiver against what Spotnana publishes, and good practice. "
        + "--oauth asks it about tokens in place of signatures. "
        + "About 120 test deliveries are sent, at most 50 a second one after the other or 50 at once. "
        + "The receiver stores and handles what it accepts: certify a sandbox, or a subscription made for it. "
        + "--clean gives up afterwards what this and earlier runs left there as dead or waiting, so that it is no alarm. "
        + "Exit code 0 when nothing failed.";

    public static Command Create(Surroundings surroundings)
    {
        var url = new Option<string>("--url")
        {
            Description = "Where deliveries are received.",
            HelpName = "URL",
            DefaultValueFactory = _ => WebhookUrl.Default,
        };
        var secret = new Option<string?>(SecretChoice.Option)
        {
            Description = $"The subscription's secret. Default: {SecretChoice.Variable}, else, on this machine, the sandbox secret.",
            HelpName = "whsec_…",
        };
        var header = new Option<string[]>("--header")
        {
            Description = "A header that the subscription adds to every delivery.",
            HelpName = "NAME: VALUE",
        };
        var allowHttp = new Option<bool>("--allow-http") { Description = "Allow plain http to another machine." };
        var json = JsonOption.Create();
        var junit = new Option<string?>("--junit") { Description = "Also write the result as JUnit XML.", HelpName = "FILE" };
        var clean = new Option<bool>("--clean") { Description = "Then discard, by the management API, what certifying left." };
        var server = new ManagementServer();
        var oauth = new OAuthOptions();
        var command = new Command("certify", About) { url, secret, header, allowHttp, json, junit, clean };
        foreach (var option in oauth.All)
            command.Options.Add(option);
        server.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            if (!WebhookUrl.TryParse("--url", result.GetRequiredValue(url), out var target, out var error)
                || !IsSafe(target, result.GetValue(allowHttp), out error)
                || !TryRead(result.GetValue(header) ?? [], out var headers, out error)
                || !CertifyCredentials.TryRead(result, secret, oauth, target, headers, surroundings, out var credentials, out error)
                || (credentials.Client is { } client && !IsSafe(client.TokenUrl, result.GetValue(allowHttp), out error))
                || !TryOpen(result.GetValue(junit), out var file, out error))
            {
                return surroundings.RefuseUsage(error);
            }

            ManagementClient? management = null;
            if (result.GetValue(clean) && !server.TryConnect(result, surroundings, out management, out var refusal))
                return refusal;

            using (file)
            using (management)
            {
                using var deliveries = new WebhookClient(target, surroundings.Clock);
                using var tokens = WebhookClient.CreateHttp(credentials.Client?.TokenUrl ?? target, keptConnections: 0);
                var drafts = new Drafts(credentials.Secret, headers, surroundings.Clock);
                var redactor = new Redactor(credentials.Hidden, headers, target);
                var receiver = new ReceiverUnderTest(deliveries, target, drafts, redactor, surroundings.Clock)
                {
                    Limits = surroundings.AnswerLimits,
                    Tokens = credentials.DeskFor(drafts, redactor, tokens, surroundings.Clock),
                };
                var outcome = await new CertifyRun(receiver, surroundings.Clock).RunAsync(
                    ReportFor(surroundings, result.GetValue(json)), cancellationToken);
                if (file?.Write(JUnitReport.Of(outcome)) is { } failure)
                    return surroundings.Fail($"--junit: {failure}");
                if (management is not null && !await CleanAsync(management, drafts, surroundings, result.GetValue(json), cancellationToken))
                    return ExitCode.CheckFailed;
                return outcome.IsCertified ? ExitCode.Done : ExitCode.CheckFailed;
            }
        });
        return command;
    }

    private static async Task<bool> CleanAsync(
        ManagementClient management, Drafts drafts, Surroundings surroundings, bool json, CancellationToken cancellationToken)
    {
        var (discarded, error) = await CertifiedDeliveries.DiscardAsync(management, drafts.IsOwn, cancellationToken);
        if (error is not null)
            surroundings.Fail($"--clean: {error}");
        else if (json)
            surroundings.Say($"Discarded: {discarded}"); // the output is the report alone
        else
            surroundings.Out.WriteLine($"Discarded what certifying left: {discarded}");
        return error is null;
    }

    private static ICertificationReport ReportFor(Surroundings surroundings, bool json)
    {
        if (json)
            return new JsonReport(surroundings.Out);
        return surroundings.CanRedraw
            ? new TerminalReport(surroundings)
            : new LineReport(surroundings.Out);
    }

    private static bool IsSafe(Uri url, bool allowHttp, [NotNullWhen(false)] out string? error)
    {
        error = url.Scheme == Uri.UriSchemeHttps || url.IsLoopback || allowHttp
            ? null
            : $"Everybody on the way to {url.Host} can read plain http, and send it again.\n"
                + "Use https, as Spotnana does, or say --allow-http.";
        return error is null;
    }

    private static bool TryRead(string[] texts, out List<KeyValuePair<string, string>> headers, [NotNullWhen(false)] out string? error)
    {
        headers = [];
        error = null;
        foreach (var text in texts)
        {
            if (!OwnHeader.TryParse(text, out var header, out error))
                return false;
            headers.Add(header);
        }

        return true;
    }

    // Before anything is sent, so that no run is lost to a wrong path
    private static bool TryOpen(string? path, out ReportFile? file, [NotNullWhen(false)] out string? error)
    {
        (file, error) = (null, null);
        if (path is null || ReportFile.TryOpen(path, out file, out error))
            return true;
        error = $"--junit: {error}";
        return false;
    }
}
