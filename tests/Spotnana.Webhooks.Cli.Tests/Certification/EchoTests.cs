using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spotnana.Webhooks.Cli.Certification.Sending;
using Spotnana.Webhooks.Cli.Tests.Support;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Cli.Tests.Certification;

/// <summary>No report shows a secret that a receiver echoes, in whatever form.</summary>
public sealed class EchoTests
{
    private const string HeaderValue = "another+secret/of  the \"gateway's\"";
    private const string Key = "hunter2+ë%/";

    private static readonly JsonSerializerOptions _relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData()]
    [InlineData("--json")]
    public async Task What_a_receiver_echoes_shows_no_secret_and_moves_no_cursor(params string[] options)
    {
        var run = await CertifyAsync(
            new()
            {
                Secret = Known.SecretA,
                Verifies = false,
                Says = request => $"\e[2J\u202e{Known.SecretA} {Known.SecretA[6..]} {request["X-Gateway-Key"]} {request.Path}",
            },
            options);

        Assert.Contains("*** *** *** /hooks?key=***", run, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run);
        Assert.DoesNotContain('\u202e', run);
    }

    [Theory]
    [InlineData()]
    [InlineData("--json")]
    public async Task Where_a_redirect_leads_shows_no_key_of_the_address(params string[] options)
    {
        var run = await CertifyAsync(
            new() { Secret = Known.SecretA, RedirectsTo = "https://elsewhere.example/hooks?key=" + Uri.EscapeDataString(Key) }, options);

        Assert.Contains("to https://elsewhere.example/hooks?key=***", run, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task An_answer_shows_no_secret_whatever_form_it_has(string form)
    {
        Func<string, string> written = Forms[form];

        var run = await CertifyAsync(
            new()
            {
                Secret = Known.SecretA,
                Verifies = false,
                Says = request => written(request["X-Gateway-Key"]) + " " + written(Key) + " " + written(Known.SecretA),
            });

        Assert.Contains("***", run, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_cut_off_within_a_secret_shows_nothing_of_it()
    {
        var redactor = new Redactor(SigningSecret.Parse(Known.SecretA), [new("X-Gateway-Key", HeaderValue)], new Uri("https://a.example/"));

        for (var length = EchoPattern.MinLength; length <= HeaderValue.Length; length++)
            Assert.Equal("so ***…", redactor.Clean($"so {HeaderValue[..length]}…"));
        Assert.Equal(
            "so " + HeaderValue[..(EchoPattern.MinLength - 1)] + "…", redactor.Clean($"so {HeaderValue[..(EchoPattern.MinLength - 1)]}…"));
    }

    [Fact]
    public void What_is_short_or_long_is_shown_or_hidden_as_it_should_be()
    {
        var token = new string('x', 4_000);
        var redactor = new Redactor(
            SigningSecret.Parse(Known.SecretA), [new("X-Token", token), new("X-Short", "abc")],
            new Uri("https://a.example/?a=1&b=&c=+++++&hunter2"));

        Assert.Equal("*** abc a 1 ***", redactor.Clean($"{token} abc a 1 hunter2"));
    }

    [Fact]
    public async Task What_is_almost_a_secret_is_shown_at_once()
    {
        var key = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        var redactor = new Redactor(SigningSecret.Parse(Known.SecretA), [new("X-Gateway-Key", key)], new Uri("https://a.example/"));

        var shown = await Task.Run(() => redactor.Clean($"not {key[..^1]} but {new string(' ', 60)}.")).WaitAsync(Wait.Bound);

        Assert.Equal($"not {key[..^1]} but .", string.Join(' ', shown.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    public static TheoryData<string> Echoes => [.. Forms.Keys];

    private static Dictionary<string, Func<string, string>> Forms { get; } = new()
    {
        ["JSON as .NET writes it"] = text => JsonSerializer.Serialize(text),
        ["JSON as JavaScript writes it"] = text => JsonSerializer.Serialize(text, _relaxed),
        ["JSON within JSON"] = text => JsonSerializer.Serialize(JsonSerializer.Serialize(text)),
        ["JSON as PHP writes it"] = text => text.Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("/", "\\/", StringComparison.Ordinal),
        ["percent-encoded"] = Uri.EscapeDataString,
        ["percent-encoded in lower case, twice"] = text => Uri.EscapeDataString(Uri.EscapeDataString(text).ToLowerInvariant()),
        ["as a form"] = text => System.Net.WebUtility.UrlEncode(text),
        ["HTML"] = text => System.Net.WebUtility.HtmlEncode(text),
        ["white space collapsed"] = text => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        ["often enough to be cut"] = text => string.Join('\n', Enumerable.Repeat(text, 9)),
    };

    /// <summary>Everything that the run wrote. Fails if anything secret is in it.</summary>
    private static async Task<string> CertifyAsync(SmallReceiver broken, params string[] options)
    {
        await using var receiver = await SmallReceiver.StartAsync(broken);
        using var file = new TemporaryFile("");

        var run = await ToolRun.OnRealClock(
            surroundings => surroundings with { Environment = name => name == "SPOTNANA_WEBHOOK_SECRET" ? Known.SecretA : null },
            [
                "certify", "--url", $"{receiver.Url}?key={Uri.EscapeDataString(Key)}", "--header", $"X-Gateway-Key: {HeaderValue}",
                "--junit", file.Path, .. options,
            ]);

        // Parts that no form changes
        foreach (var text in (string[])[run.Everything, await File.ReadAllTextAsync(file.Path)])
            Assert.All(
                ["hunter2", "gateway", Known.SecretA[6..20]],
                part => Assert.DoesNotContain(part, text, StringComparison.OrdinalIgnoreCase));
        return run.Everything;
    }
}
