using System.Text;
using Spotnana.Webhooks.Intake.Tokens;

namespace Spotnana.Webhooks.Tests.Intake.Tokens;

public sealed class TokenFormTests
{
    private const string Form = "application/x-www-form-urlencoded";

    [Theory]
    [InlineData("client_id=me&client_secret=a%26b+c%C3%A9&grant_type=client_credentials", "me", "a&b cé")]
    [InlineData("grant_type=client_credentials&scope=all&audience=x&client_secret=s&client_id=i", "i", "s")]
    [InlineData("grant_type=client_credentials", "", "")]
    [InlineData("grant_type=client_credentials&client_id=&client_secret", "", "")]
    [InlineData("grant_type=client_credentials&client_id=%zz&client_secret=%", "%zz", "%")]
    public void The_fields_of_a_form_are_read_in_any_order(string body, string id, string secret)
    {
        var form = TokenForm.Read($"{Form}; charset=utf-8", Encoding.UTF8.GetBytes(body));

        Assert.Equal(("client_credentials", id, secret), (form?.GrantType, form?.ClientId, form?.ClientSecret));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&")]
    [InlineData("client_id=me&client_secret=s")]
    [InlineData("grant_type=&client_id=me&client_secret=s")]
    [InlineData("{\"grant_type\":\"client_credentials\"}")]
    [InlineData("grant_type=client_credentials&grant_type=client_credentials&client_id=me&client_secret=s")]
    [InlineData("grant_type=client_credentials&client_id=me&client_id=you&client_secret=s")]
    [InlineData("grant_type=client_credentials&client_id=me&client_secret=s&client_secret=t")]
    [InlineData("grant_type=client_credentials&scope=a&scope=b")]
    public void What_lacks_the_grant_type_or_has_a_field_twice_is_no_form(string body) =>
        Assert.Null(TokenForm.Read(Form, Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Bytes_that_are_no_UTF_8_and_names_without_end_are_no_form()
    {
        Assert.Null(TokenForm.Read(Form, [.. "grant_type=client_credentials&x="u8, 0xFF]));
        Assert.Null(TokenForm.Read(Form, Encoding.UTF8.GetBytes($"grant_type=client_credentials&{new string('x', 3000)}=1")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("application/json")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/x-www-form-urlencoded, text/plain")]
    public void Another_content_type_is_no_form(string? contentType) =>
        Assert.Null(TokenForm.Read(contentType, "grant_type=client_credentials"u8));
}
