using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Management;

/// <summary>The OpenAPI document: where it is, that it is valid, and that it describes the real answers.</summary>
public sealed class ReceiverDocumentTests : IClassFixture<ReceiverDocumentTests.Fixture>
{
    private const string Key = "reader-0123456789abcdef";
    private const string OtherKey = "scrape-0123456789abcdef";
    private const string AllKey = "all-0123456789abcdef";
    private const string HeaderSecret = "tmc-0123456789abcdef";
    private const string ClientSecret = "old-0123456789abcdef";
    private const string RightForm = $"grant_type=client_credentials&client_id=spotnana&client_secret={ClientSecret}";

    private readonly RunningReceiver _receiver;

    public ReceiverDocumentTests(Fixture fixture) => _receiver = fixture.Receiver;

    public static TheoryData<HttpStatusCode, Action<TestDelivery>> Answers => new()
    {
        { HttpStatusCode.OK, _ => { } },
        { HttpStatusCode.OK, delivery => delivery.Body = "no envelope"u8.ToArray() },
        { HttpStatusCode.BadRequest, delivery => delivery.ApiVersion = "1.0" },
        { HttpStatusCode.Unauthorized, delivery => delivery.SignedWith = TestDelivery.OtherSecret },
        { HttpStatusCode.Unauthorized, delivery => delivery.Change = request => request.Headers.Remove("x-spotnana-webhook-id") },
        { HttpStatusCode.MethodNotAllowed, delivery => delivery.Change = request => request.Method = HttpMethod.Put },
        { HttpStatusCode.RequestEntityTooLarge, delivery => delivery.Body = new byte[5000] },
        {
            HttpStatusCode.UnsupportedMediaType,
            delivery => delivery.Change = request => request.Content!.Headers.ContentEncoding.Add("gzip")
        },
    };

    [Fact]
    public async Task It_needs_the_right_read()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(null)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(OtherKey)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(Key)).StatusCode);
    }

    [Fact]
    public async Task It_is_valid_OpenAPI_3_1()
    {
        var answer = await GetAsync(Key);
        Assert.StartsWith("3.1", JsonDocument.Parse(answer.Body).RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);

        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(answer.Body));
        var read = await OpenApiDocument.LoadAsync(stream, "json");

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        Assert.Empty(read.Document!.Validate(ValidationRuleSet.GetDefaultRuleSet()));
    }

    [Fact]
    public async Task It_describes_every_path_but_its_own_and_no_other()
    {
        var mapped = _receiver.Start().Services
            .GetRequiredService<EndpointDataSource>().Endpoints
            .Cast<RouteEndpoint>()
            .Select(endpoint => endpoint.RoutePattern.RawText!);
        Assert.Equal(mapped.Except(["/openapi/v1.json"]).Order(), (await DocumentAsync()).Paths.Keys.Order());
    }

    [Fact]
    public async Task It_describes_every_subscription_by_its_own_path_and_versions()
    {
        var document = await DocumentAsync();

        Assert.Equal(_receiver.WebhooksUrl.GetLeftPart(UriPartial.Authority), document.Paths["/hooks/tmc"].Servers![0].Url);
        Assert.Equal(["3.0", "3.1"], Parameter(document, "/hooks/tmc", "API-Version").Schema!.Enum!.Select(version => version.ToString()));
        Assert.False(Parameter(document, "/hooks/tmc", "API-Version").Required);
        Assert.True(Parameter(document, "/webhooks/spotnana", "API-Version").Required);
        foreach (var name in (string[])["x-spotnana-webhook-id", "x-spotnana-webhook-timestamp", "x-spotnana-webhook-signature"])
            Assert.True(Parameter(document, "/webhooks/spotnana", name).Required);
        Assert.True(Parameter(document, "/hooks/tmc", "X-Tmc").Required);
        foreach (var name in (string[])["X-B3-TraceId", "X-B3-SpanId"])
            Assert.False(Parameter(document, "/webhooks/spotnana", name).Required);
        Assert.All(
            document.Paths["/webhooks/spotnana"].Operations![HttpMethod.Post].Parameters!,
            parameter => Assert.NotEmpty(parameter.Description!));
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task What_is_answered_to_a_delivery_is_described(HttpStatusCode expected, Action<TestDelivery> change)
    {
        var delivery = new TestDelivery();
        change(delivery);

        var answer = await _receiver.SendAsync(delivery);

        Assert.Equal(expected, answer.StatusCode);
        AssertDescribed(answer, (await DocumentAsync()).Paths["/webhooks/spotnana"].Operations![HttpMethod.Post]);
    }

    [Theory]
    [InlineData("POST", RightForm, HttpStatusCode.OK)]
    [InlineData("POST", RightForm + "x", HttpStatusCode.Unauthorized)]
    [InlineData("POST", "grant_type=password", HttpStatusCode.BadRequest)]
    [InlineData("POST", "", HttpStatusCode.BadRequest)]
    [InlineData("PUT", RightForm, HttpStatusCode.MethodNotAllowed)]
    public async Task What_is_answered_to_a_request_for_a_token_is_described(string method, string form, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/webhooks/old/oauth/token")
        {
            Content = new StringContent(form, new MediaTypeHeaderValue("application/x-www-form-urlencoded")),
        };
        var answer = await RunningReceiver.ReadAsync(await _receiver.Webhooks.SendAsync(request));

        Assert.Equal(expected, answer.StatusCode);
        AssertDescribed(answer, (await DocumentAsync()).Paths["/webhooks/old/oauth/token"].Operations![HttpMethod.Post]);
    }

    [Fact]
    public async Task Where_tokens_are_accepted_it_says_so()
    {
        var document = await DocumentAsync();
        var old = document.Paths["/webhooks/old"].Operations![HttpMethod.Post];

        Assert.Equal(
            ["deliveryToken", ""],
            old.Security!.Select(choice => string.Join(' ', choice.Keys.Select(scheme => scheme.Reference.Id))));
        Assert.False(Parameter(document, "/webhooks/old", "x-spotnana-webhook-signature").Required);
        Assert.Null(document.Paths["/webhooks/spotnana"].Operations![HttpMethod.Post].Security);
        AssertDescribed(await _receiver.SendAsync(new TestDelivery { SignedWith = TestDelivery.OtherSecret }, "/webhooks/old"), old);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task What_the_probes_answer_is_described(string path)
    {
        var answer = await RunningReceiver.ReadAsync(await _receiver.Management.GetAsync(new Uri(path, UriKind.Relative)));
        AssertDescribed(answer, (await DocumentAsync()).Paths[path].Operations![HttpMethod.Get]);
    }

    [Theory]
    [InlineData("GET", "/api/deliveries", "/api/deliveries?limit=5")]
    [InlineData("GET", "/api/deliveries", "/api/deliveries?limit=0")]
    [InlineData("GET", "/api/deliveries/{id}", "/api/deliveries/described")]
    [InlineData("GET", "/api/deliveries/{id}", "/api/deliveries/unknown")]
    [InlineData("GET", "/api/deliveries/{id}/payload", "/api/deliveries/unknown/payload")]
    [InlineData("GET", "/api/subjects/{kind}/{id}", "/api/subjects/pnr/6104417720")]
    [InlineData("GET", "/api/subjects/{kind}/{id}", "/api/subjects/flight/6104417720")]
    [InlineData("GET", "/api/subjects/{kind}/{id}/state", "/api/subjects/pnr/6104417720/state?known=2999-01-01")]
    [InlineData("GET", "/api/subjects/{kind}/{id}/state", "/api/subjects/pnr/6104417720/state?at=2020-01-01")]
    [InlineData("GET", "/api/subjects/{kind}/{id}/state", "/api/subjects/pnr/6104417720/state")]
    [InlineData("POST", "/api/deliveries/{id}/redrive", "/api/deliveries/described/redrive")]
    [InlineData("POST", "/api/redrive", "/api/redrive?dryRun=true")]
    [InlineData("GET", "/api/handlers", "/api/handlers")]
    [InlineData("POST", "/api/handlers/{name}/pause", "/api/handlers/log/pause")]
    [InlineData("POST", "/api/handlers/{name}/resume", "/api/handlers/log/resume")]
    [InlineData("POST", "/api/handlers/{name}/discard", "/api/handlers/log/discard")]
    [InlineData("POST", "/api/handlers/{name}/try", "/api/handlers/log/try")]
    [InlineData("POST", "/api/deliveries/{id}/discard", "/api/deliveries/unknown/discard")]
    [InlineData("GET", "/api/deliveries", "/api/deliveries?order=oldest&limit=1")]
    [InlineData("POST", "/api/redrive", "/api/redrive?order=oldest&limit=1")]
    [InlineData("POST", "/api/handlers/{name}/discard", "/api/handlers/unknown/discard")]
    [InlineData("GET", "/api/stats", "/api/stats")]
    [InlineData("GET", "/api/erasures", "/api/erasures")]
    [InlineData("GET", "/api/erasures/{id}", "/api/erasures/unknown")]
    [InlineData("DELETE", "/api/payloads", "/api/payloads?subject=pnr/1")]
    [InlineData("DELETE", "/api/payloads", "/api/payloads?subject=pnr/1&subscription=none")]
    [InlineData("DELETE", "/api/payloads", "/api/payloads")]
    [InlineData("POST", "/api/erasures", "/api/erasures")]
    [InlineData("POST", "/api/rekey", "/api/rekey")]
    [InlineData("GET", "/api/rekey", "/api/rekey")]
    [InlineData("GET", "/api/keeping", "/api/keeping")]
    public async Task What_the_management_API_answers_is_described(string method, string path, string target)
    {
        await _receiver.SendAsync(new TestDelivery { Id = "described" });
        await _receiver.SendAsync(new TestDelivery
        {
            Id = "described-later",
            Body = TestDelivery.Envelope("PNR_V3", "BOOKING_TICKETED", "6104417720", version: 2, at: "2026-03-03T17:38:07Z"),
        });

        var answer = await _receiver.CallAsync(new HttpMethod(method), target, AllKey);

        AssertDescribed(answer, (await DocumentAsync()).Paths[path].Operations![new HttpMethod(method)]);
    }

    [Fact]
    public async Task It_holds_no_secret_and_no_key()
    {
        var text = (await GetAsync(Key)).Body;
        foreach (var secret in (string[])[Key, OtherKey, AllKey, HeaderSecret, ClientSecret, TestDelivery.Secret, "whsec_"])
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
    }

    private static void AssertDescribed(Answer answer, OpenApiOperation operation)
    {
        var description = operation.Responses![((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture)];
        foreach (var (name, header) in description.Headers ?? new Dictionary<string, IOpenApiHeader>())
            Assert.True(
                answer.Header(name) is { } value && (header.Schema!.Const is not { } only || only == value),
                $"{name}: {answer.Header(name)}");

        var (contentType, media) = Assert.Single(description.Content!);
        Assert.Equal(contentType, answer.Response.Content.Headers.ContentType!.MediaType);
        if (contentType.EndsWith("json", StringComparison.Ordinal))
            AssertFits(JsonDocument.Parse(answer.Body).RootElement, media.Schema!);
        else
            Assert.Contains(answer.Body, media.Schema!.Enum!.Select(text => text.ToString()));
    }

    /// <summary>As much of JSON Schema as the document uses.</summary>
    private static void AssertFits(JsonElement value, IOpenApiSchema schema)
    {
        if (schema.Type is not { } type)
            return; // anything

        Assert.True(type.HasFlag(value.ValueKind switch
        {
            JsonValueKind.Null => JsonSchemaType.Null,
            JsonValueKind.Object => JsonSchemaType.Object,
            JsonValueKind.Array => JsonSchemaType.Array,
            JsonValueKind.True or JsonValueKind.False => JsonSchemaType.Boolean,
            JsonValueKind.Number => schema.Type is JsonSchemaType.Number ? JsonSchemaType.Number : JsonSchemaType.Integer,
            _ => JsonSchemaType.String,
        }), $"{value.ValueKind} is not {type}");
        if (schema.Const is { } only)
            Assert.Equal(only, value.ToString());
        if (schema.Enum is { Count: > 0 } choices)
            Assert.Contains(value.ToString(), choices.Select(choice => choice.ToString()));
        if (value.ValueKind == JsonValueKind.Array)
            Assert.All(value.EnumerateArray(), item => AssertFits(item, schema.Items!));
        if (value.ValueKind != JsonValueKind.Object)
            return;

        Assert.All(schema.Required!, name => Assert.True(value.TryGetProperty(name, out _), name));
        foreach (var property in value.EnumerateObject())
            AssertFits(property.Value, schema.Properties![property.Name]);
    }

    private static IOpenApiParameter Parameter(OpenApiDocument document, string path, string name) =>
        Assert.Single(
            document.Paths[path].Operations![HttpMethod.Post].Parameters!,
            parameter => parameter.Name == name && parameter.In == ParameterLocation.Header);

    private async Task<OpenApiDocument> DocumentAsync()
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes((await GetAsync(Key)).Body));
        return (await OpenApiDocument.LoadAsync(stream, "json")).Document!;
    }

    private async Task<Answer> GetAsync(string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json");
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return await RunningReceiver.ReadAsync(await _receiver.Management.SendAsync(request));
    }

    public sealed class Fixture : IDisposable
    {
        private static readonly string _backups = Directory.CreateTempSubdirectory("backups-").FullName;

        public RunningReceiver Receiver { get; } = new(new()
        {
            ["Intake:MaxBodyBytes"] = "4096",
            ["Inbox:Backup:Folder"] = Path.Combine(_backups, "hourly"),
            ["Subscriptions:tmc:Path"] = "/hooks/tmc",
            ["Subscriptions:tmc:Secrets:0"] = TestDelivery.OtherSecret,
            ["Subscriptions:tmc:RequiredHeaders:X-Tmc"] = HeaderSecret,
            ["Subscriptions:tmc:ApiVersions:0"] = "3.0",
            ["Subscriptions:tmc:ApiVersions:1"] = "3.1",
            ["Subscriptions:tmc:RequireApiVersion"] = "false",
            ["Subscriptions:old:OAuth:Enabled"] = "true",
            ["Subscriptions:old:OAuth:ClientId"] = "spotnana",
            ["Subscriptions:old:OAuth:ClientSecret"] = ClientSecret,
            ["Management:Keys:reader:Key"] = Key,
            ["Management:Keys:reader:Rights:0"] = "read",
            ["Management:Keys:all:Key"] = AllKey,
            ["Management:Keys:all:Rights:0"] = "read",
            ["Management:Keys:all:Rights:1"] = "payloads",
            ["Management:Keys:all:Rights:2"] = "operate",
            ["Management:Keys:scrape:Key"] = OtherKey,
            ["Management:Keys:scrape:Rights:0"] = "metrics",
        });

        public void Dispose()
        {
            Receiver.Dispose();
            Directory.Delete(_backups, recursive: true);
        }
    }
}
